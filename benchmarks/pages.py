"""One page in the three ways that readers ask for it: plain, compressed, and known already."""

from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from benchmarks.figures import NotMeasured
from benchmarks.load import Target

GZIP = {"Accept-Encoding": "gzip"}


class Answer(NamedTuple):
    """What a server said."""

    status: int
    encoding: str
    etag: str
    headers: list[tuple[str, str]]
    body: bytes


class Ways(NamedTuple):
    """Three ways to ask for one page."""

    plain: Target
    gzip: Target
    not_modified: Target


def ways(url: str, *process_ids: int) -> Ways:
    """Return the three ways to ask for ``url``, of which each is sure to be answered so.

    :raises NotMeasured: one is not.
    """
    etag = fetched(url).etag
    asked = Ways(
        Target(url, process_ids),
        Target(url, process_ids, GZIP),
        Target(url, process_ids, {"If-None-Match": etag}),
    )
    answers = [fetched(way.url, way.headers) for way in asked]
    if [(answer.status, answer.encoding) for answer in answers] != [
        (200, ""),
        (200, "gzip"),
        (304, ""),
    ]:
        said = ", ".join(f"{answer.status} {answer.encoding}".strip() for answer in answers)
        raise NotMeasured(f"plain, gzip and If-None-Match were answered by {said}")
    return asked


def fetched(url: str, headers: dict[str, str] | None = None) -> Answer:
    """Fetch a page; 304 is an answer too."""
    request = Request(url, headers=headers or {})  # noqa: S310 (our own server)
    try:
        response = urlopen(request)  # noqa: S310 (our own server)
    except HTTPError as refusal:
        response = refusal
    with response:
        told = response.headers
        encoding, etag = told.get("Content-Encoding", ""), told.get("ETag", "")
        return Answer(response.status, encoding, etag, told.items(), response.read())
