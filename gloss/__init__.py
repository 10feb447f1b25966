"""Gloss: informational articles with moderated comments."""

import gc

# Python looks for garbage after each 700 new objects. A start makes hundreds of thousands that
# stay, and looking at them again and again took a sixth of it, of a large library's the half.
gc.set_threshold(50_000)
