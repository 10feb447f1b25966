"""For ``make dev``: the address of a broken file shows what is wrong, where, and the mend."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue

from gloss import settings
from gloss.articles import addresses, file_names, library
from gloss.articles.files import PAGES, name_of
from gloss.articles.problems import Problem

LINES_AROUND = 3
SHOWN_BYTES = 1 << 20


class Line(NamedTuple):
    """One line of a file."""

    number: int  # counted from 1
    text: str
    is_faulty: bool


class Fault(NamedTuple):
    """A problem, and the lines of its file around it."""

    problem: Problem
    lines: Sequence[Line]


def init_app(app: Flask) -> None:
    """Show what is broken in place of its last good version, which readers see meanwhile."""
    app.before_request(_show_faults)


def _show_faults() -> ResponseReturnValue | None:
    if request.endpoint not in {"reading.article", "reading.page"} or not request.view_args:
        return None
    is_page = request.endpoint == "reading.page"
    faults = [
        Fault(problem, _around(problem))
        for problem in library.current().problems()
        if problem.is_error and _address(problem.path) == (request.view_args["slug"], is_page)
    ]
    return (render_template("reading/broken.html", faults=faults), 500) if faults else None


def _address(path: str) -> tuple[str, bool]:
    """Return the slug of the file ``path``, by its last good version or its name."""
    is_page = Path(path).parent.name == PAGES
    content = library.current().snapshot.contents.get(path)
    name = name_of(path)
    title = name if is_page else file_names.read(name).title
    return content.slug if content else addresses.slug(title), is_page


def _around(problem: Problem) -> list[Line]:
    """Return the lines around the problem; none of a file that lies elsewhere or cannot be read."""
    folder = settings.current().content_dir
    file = folder / problem.path.partition("/")[2]
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            return []
        with file.open("rb") as stream:
            text = stream.read(SHOWN_BYTES).decode(errors="replace")
    except OSError:
        return []
    first = max(1, problem.line - LINES_AROUND)
    around = text.splitlines()[first - 1 : problem.line + LINES_AROUND]
    return [Line(number, line, number == problem.line) for number, line in enumerate(around, first)]
