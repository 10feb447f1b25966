"""What the operator reads: JSON, with an id for each request and nothing about anybody."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from flask import Flask
from sqlalchemy import text

from gloss import database
from gloss.web import logs


@pytest.fixture
def written() -> Iterator[StringIO]:
    """Yield what is logged as the server logs it."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = StringIO()
    logs.configure("info", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def lines(written: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_request_is_one_line_without_what_was_filled_in(app: Flask, written: StringIO) -> None:
    app.test_client().get("/receipts/a-secret?name=Ada", headers={"User-Agent": "Ada's own"})
    (line,) = lines(written)
    assert line["message"] == "GET /receipts/<secret>"
    assert line["status"] == 404
    assert len(str(line["request"])) == 2 * logs.ID_BYTES
    for personal in ("a-secret", "Ada", "127.0.0.1"):
        assert personal not in written.getvalue()


def test_the_page_of_a_crash_shows_the_id_under_which_it_was_logged(
    app: Flask, written: StringIO
) -> None:
    @app.get("/crash/<name>")
    def crash(name: str) -> str:
        raise RuntimeError("the cause")

    page = app.test_client().get("/crash/ada").text
    crashed = next(line for line in lines(written) if line["level"] == "error")
    assert f"<code>{crashed['request']}</code>" in page
    assert (crashed["fault"], crashed["said"]) == ("RuntimeError", "the cause")
    assert "crash" in str(crashed["way"])
    assert "ada" not in written.getvalue()


def test_a_database_that_complains_is_not_quoted(app: Flask, written: StringIO) -> None:
    @app.get("/complaint")
    def complain() -> str:
        database.db.session.execute(text("SELECT nothing FROM nowhere WHERE a = :a"), {"a": "Ada"})
        return ""

    app.test_client().get("/complaint")
    assert "Ada" not in written.getvalue()


def test_what_is_logged_with_line_breaks_stays_one_line(written: StringIO) -> None:
    logging.getLogger("gloss").warning("one\ntwo %s", "\r\n\u2028three")
    (line,) = lines(written)
    assert line["message"] == "one\ntwo \r\n\u2028three"


def test_at_the_usual_level_a_request_costs_no_line(app: Flask, written: StringIO) -> None:
    logs.configure("warning", written)
    app.test_client().get("/")
    assert written.getvalue() == ""
