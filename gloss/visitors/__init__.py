"""Who asks: a visitor's address behind our proxies, its network as a keyed hash, and limits."""

from flask import Flask

from gloss.visitors import limits


def init_app(app: Flask) -> None:
    """Count what visitors do, so that nobody can do it without end."""
    limits.init_app(app)
