"""Ids of rows in addresses: numbers that every database can hold, or no page."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1  # of an INTEGER in PostgreSQL


class RowIdConverter(IntegerConverter):
    """``<id:comment_id>`` in a route."""

    regex = "[1-9][0-9]{0,9}"  # one spelling: no zeros in front, no digits of other scripts

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=LARGEST)


def init_app(app: Flask) -> None:
    """Let routes write ``<id:…>``."""
    app.url_map.converters["id"] = RowIdConverter


def row_id(text: str) -> int:
    """Read an id from a query string, as ``request.args.get(…, type=row_id)`` wants it.

    :raises ValueError: when no row can have it.
    """
    number = int(text)
    if not 0 <= number <= LARGEST:
        raise ValueError(text)
    return number
