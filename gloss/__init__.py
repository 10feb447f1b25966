"""Gloss: informational articles with moderated comments."""
