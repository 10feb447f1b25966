"""Files that spreadsheets open: text stays text, and never becomes a formula."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from flask import Response

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def response(name: str, rows: Iterable[Iterable[object]]) -> Response:
    """Hand out ``rows`` as a file to save, line by line, so that a long one needs little memory.

    :param rows: read while they are sent, after the request: with a session of their own.
    :param name: of the file, of letters, digits and dashes, without ``.csv``.
    """
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(_lines(rows), mimetype="text/csv", headers=headers)


def harmless(cell: object) -> str:
    """Return ``cell`` with an apostrophe in front where a spreadsheet would compute it.

    Source: OWASP, "CSV Injection"; fullwidth signs are what Excel reads as their plain ones.
    """
    text = "" if cell is None else str(cell)
    is_formula = text.lstrip(" \u00a0\ufeff").startswith(FORMULA_STARTS) or text[:1].isspace()
    return f"'{text}" if is_formula else text


def _lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    line = StringIO()
    sheet = csv.writer(line)
    for row in rows:
        sheet.writerow(map(harmless, row))
        yield line.getvalue()
        line.seek(0)
        line.truncate()
