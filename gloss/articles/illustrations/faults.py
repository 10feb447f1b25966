"""What is wrong with the pictures of one text, each with its line."""

from collections.abc import Iterable, Iterator

from gloss.articles import documents
from gloss.articles.checks.lint import NO_ALT, NO_ALT_MEND
from gloss.articles.illustrations.illustrating import Illustrator, Shown, shown_in
from gloss.articles.problems import Problem
from gloss.pictures import places

ELSEWHERE_MEND = "put the file beside the text: readers' browsers ask nobody but this site"
FAR = ("http:", "https:", "//")


def found(illustrator: Illustrator, path: str, body: str, html: str) -> tuple[Problem, ...]:
    """List the problems of the text ``path``; reads each of its pictures.

    :param body: its Markdown, of which ``html`` was rendered.
    """
    pictures = list(shown_in(html))
    if not pictures:
        return ()
    above = documents.lines_above(illustrator.content_dir / path.partition("/")[2], body)
    return tuple(
        Problem(path, above + line, message, mend, is_error=False)
        for shown, line in zip(pictures, _lines(body, pictures), strict=True)
        for message, mend in _faults(illustrator, path, shown)
    )


def _faults(illustrator: Illustrator, path: str, shown: Shown) -> Iterator[tuple[str, str]]:
    if not shown.has_alt:
        yield f"the picture {shown.address} {NO_ALT}", NO_ALT_MEND
    if shown.address.startswith(FAR):
        yield f"the picture {shown.address} is on another site and not shown", ELSEWHERE_MEND
    if places.is_beside(shown.address) and (fault := illustrator.fault(path, shown.address)):
        yield f"the picture {shown.address}: {fault.message}", fault.mend


def _lines(body: str, pictures: Iterable[Shown]) -> Iterator[int]:
    """Find the line of each picture: where its address is written next, or anywhere."""
    start = 0
    for shown in pictures:
        place = max(body.find(shown.address, start), body.find(shown.address, 0, start), 0)
        yield 1 + body.count("\n", 0, place)
        start = max(start, place + 1)
