"""Other people's articles: each is served, or named among the problems with the reason."""

import os
import re
import tarfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gloss import clock
from gloss.articles import library

CORPORA = os.environ.get("GLOSS_CORPORA", "")
NO_CORPORA = "no collections: set GLOSS_CORPORA to a folder of archives of Markdown files"
ARTICLES = re.compile(r"\.mdx?$")
DAY = re.compile(r"^(published|date):", re.MULTILINE)


def archives() -> list[Path]:
    return sorted(Path(CORPORA).glob("*.tar.gz")) if CORPORA else []


@pytest.fixture
def content_dir(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a folder with the articles of one archive, all on one level."""
    folder = tmp_path / "content"
    folder.mkdir()
    numbers = count()
    with tarfile.open(request.param) as archive:
        for member in archive:
            if member.isfile() and ARTICLES.search(member.name):
                stream = archive.extractfile(member)
                assert stream
                name = Path(ARTICLES.sub("", member.name)).name
                (folder / f"{name}-{next(numbers)}.md").write_bytes(dated(stream.read()))
    return folder


def dated(source: bytes) -> bytes:
    """Add a day where the collection's own tool does not ask for one."""
    if source.startswith(b"---\n") and not DAY.search(source.decode(errors="replace")):
        return source.replace(b"---\n", b"---\npublished: 2026-01-01\n", 1)
    return source


@pytest.mark.skipif(not CORPORA and not os.environ.get("CI"), reason=NO_CORPORA)
@pytest.mark.parametrize("content_dir", archives(), indirect=True, ids=lambda path: path.name)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_article_is_served_or_named_with_the_reason(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    shelf = library.current()
    served = {article.path for article in shelf.published(clock.now())}
    withheld = {problem.path for problem in shelf.problems() if problem.is_error}
    files = {f"content/{file.name}" for file in content_dir.iterdir()}
    assert files <= served | withheld
    assert len(served) > 0.95 * len(files)
    for article in shelf.published(clock.now()):
        page = client.get(f"/articles/{article.slug}")
        assert page.status_code == 200, article.path
        assert page.text.rstrip().endswith("</html>"), article.path
    for path in lists(client):
        assert client.get(path).status_code == 200, path


def lists(client: FlaskClient) -> Iterator[str]:
    """Yield the addresses of all pages that list articles."""
    yield "/tags/"
    yield from re.findall(r'href="(/tags/[^"]+)"', client.get("/tags/").text)
    number = 1
    while client.get(f"/page/{number}").status_code == 200:
        yield f"/page/{number}"
        number += 1


def test_in_ci_there_are_two_collections() -> None:
    if not os.environ.get("CI"):
        pytest.skip("on other machines they need not be there")
    assert len(archives()) == 2, NO_CORPORA
