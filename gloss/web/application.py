"""The application: Flask, for views that are plain functions."""

from collections.abc import Callable
from typing import Any

from flask import Flask


class Application(Flask):
    """Calls each view as it is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Take no function for a coroutine: Flask would look at each of them in each request."""
        return func
