"""One file, read into an article or a page."""

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from gloss.articles import addresses, file_names, reading_time, source_text
from gloss.articles.article import Article, Details, Page, tag
from gloss.articles.checks import lint
from gloss.articles.files import SourceFile
from gloss.articles.front_matter import parsing
from gloss.articles.front_matter.fields import FrontMatter
from gloss.articles.problems import Problem, Unreadable


class Document(NamedTuple):
    """What a file holds, and what is wrong with it."""

    content: Article | Page | None  # None if it cannot be shown
    problems: tuple[Problem, ...]
    body: str | None = None  # Markdown


def read(file: SourceFile, zone: ZoneInfo) -> Document:
    """Read ``file``, whatever is in it; its dates without a zone are in ``zone``.

    :raises OSError: if the file is gone or may not be read.
    """
    with open(file.location, "rb", buffering=0) as stream:  # noqa: PTH123 (Path takes twice as long)
        source = stream.read(source_text.MAX_BYTES + 1)
    return of_bytes(file, source, zone)


def of_bytes(file: SourceFile, source: bytes, zone: ZoneInfo) -> Document:
    """Read ``source`` as if ``file`` held it."""
    try:
        return _read(file, source, zone)
    except Unreadable as fault:
        return Document(None, (fault.problem(file.path),))


def lines_above(file: Path, body: str) -> int:
    """Count the lines of ``file`` that come before its ``body``; none if the file is gone."""
    try:
        lines = file.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    except OSError:
        return 0
    return max(0, lines.count(b"\n") - body.count("\n"))


def _read(file: SourceFile, source: bytes, zone: ZoneInfo) -> Document:
    text = source_text.split(source)
    front, problems = parsing.parse(text, file, zone)
    if front is None:
        return Document(None, problems)
    digest = sha256(source).hexdigest()
    silent = lint.pictures_without_alt(text.body, text.body_line)
    problems += tuple(Problem(file.path, *flaw, is_error=False) for flaw in silent)
    if file.is_page:
        return Document(_page(file, front, digest), problems, text.body)
    minutes = reading_time.minutes(text.body)
    return Document(_article(file, front, digest, minutes), problems, text.body)


def _page(file: SourceFile, front: FrontMatter, digest: str) -> Page:
    return Page(
        slug=_slug(front, _slug_of_name(file)),
        path=file.path,
        digest=digest,
        title=front.title,
        summary=front.summary,
        language=front.language or file_names.read(file.name).language,
        updated=front.updated,
        draft=front.is_hidden,
        medical=front.medical,
    )


def _article(file: SourceFile, front: FrontMatter, digest: str, minutes: int) -> Article:
    assert front.published is not None  # noqa: S101 (only a page may lack it)
    named = _slug_of_name(file)
    slug, name = _slug(front, named), file_names.read(file.name)
    return Article(
        slug=slug,
        article_id=front.id or named or slug,
        has_own_id=bool(front.id),
        path=file.path,
        digest=digest,
        title=front.title,
        language=front.language or name.language,
        translation_of=front.translation_of or addresses.slug(name.original),
        authors=front.authors,
        published=front.published,
        updated=front.updated,
        expires=front.expires,
        tags=tuple(tag(label) for label in front.tags),
        series=front.series,
        draft=front.is_hidden,
        former_paths=front.aliases,
        close_after_days=front.close_after_days,
        packed_details=_details(front, minutes).packed(),
    )


def _details(front: FrontMatter, minutes: int) -> Details:
    return Details(
        summary=front.summary,
        reading_minutes=minutes,
        comments_open=front.comments_open,
        comment_policy=front.comment_policy,
        reviewer=front.reviewer,
        reviewed=front.reviewed,
        review_due=front.review_due,
        sources=front.sources,
        medical=front.medical,
    )


def _slug(front: FrontMatter, named: str) -> str:
    if slug := front.slug or named:
        return slug
    message = "the name of the file holds no letter and no number to make an address from"
    raise Unreadable(1, message, "rename the file, or add a line slug: …")


def _slug_of_name(file: SourceFile) -> str:
    name = file.name if file.is_page else file_names.read(file.name).title
    return addresses.slug(name)
