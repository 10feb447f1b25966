"""Mail written in the same transaction as its cause, sent later, retried, and visible."""

from flask import Flask

from gloss.outbox import models

__all__ = ["init_app", "models"]


def init_app(_app: Flask) -> None:
    """Have the table of letters known to the database."""
