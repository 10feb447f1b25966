"""Figures of the overview, read from the newest decisions: their cost does not grow."""
