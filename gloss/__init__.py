"""Gloss: informational articles with moderated comments."""

from gloss import garbage

garbage.look_seldom()
