"""Pictures over HTTP: right in type, size and headers, and silent about where they were taken."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from gloss import settings
from gloss.articles import library
from gloss.articles.illustrations.converting import PictureWork
from gloss.pictures import workshop
from tests.cast import an_article
from tests.pictures.darkroom import corners, looks_right, moving, photo, saved, tells_nothing

TIDES = "/articles/tides"
FOR_EVER = "public, max-age=31536000, immutable"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>'
)


def shows(content_dir: Path, name: str, content: bytes, slug: str = "tides", **head: str) -> Path:
    """Put a picture beside an article that shows it."""
    (content_dir / name).write_bytes(content)
    article = an_article(content_dir, slug, **head)
    article.write_text(f"{article.read_text()}\n![The sea](<{name}>) [it]({name})\n")
    return article


def converted(app: Flask) -> None:
    """Let the background work finish, which is another process, and the server learn of it."""
    work = PictureWork(library.opened(), settings.current().instance_dir / library.PICTURES)
    while work.step(Event()):
        pass
    app.extensions["gloss.pages"].edition.look()


def address_of(page: str) -> str:
    found = re.search(r'<img src="(/pictures/[^"]+)"', page)
    assert found is not None, page
    return unescape(found[1])


def srcset_of(page: str) -> list[tuple[str, int, str]]:
    return [
        (address, int(width), kind)
        for kind, srcset in re.findall(r'<source type="([^"]+)" srcset="([^"]+)"', page)
        for address, width in re.findall(r"(\S+) (\d+)w", srcset)
    ]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_before_it_is_converted_a_photo_is_sent_without_its_metadata(
    client: FlaskClient, content_dir: Path, kind: str
) -> None:
    shows(content_dir, "sea.jpg", photo(kind=kind))
    response = client.get(address_of(client.get(TIDES).text))
    assert (response.status_code, response.mimetype) == (200, f"image/{kind.lower()}")
    assert response.headers["Cache-Control"] == "no-cache"
    assert tells_nothing(response.data)
    assert looks_right(response.data)


def test_each_size_on_the_page_is_there(app: Flask, client: FlaskClient, content_dir: Path) -> None:
    shows(content_dir, "sea.jpg", photo(orientation=8))
    before = client.get(TIDES)
    converted(app)
    after = client.get(TIDES)
    assert before.headers["ETag"] != after.headers["ETag"]
    sizes = srcset_of(after.text)
    assert {kind for _, _, kind in sizes} == {"image/avif", "image/webp"}
    assert len(sizes) == 6
    for address, width, kind in [*sizes, (address_of(after.text), 900, "image/jpeg")]:
        response = client.get(address)
        assert (response.status_code, response.content_type) == (200, kind)
        assert response.headers["Cache-Control"] == FOR_EVER
        assert tells_nothing(response.data)
        assert looks_right(response.data)
        with Image.open(BytesIO(response.data)) as image:
            assert image.size == (width, round(width * 2 / 3))


def test_the_page_of_a_replaced_photo_is_another(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    shows(content_dir, "sea.jpg", photo())
    converted(app)
    before = client.get(TIDES)
    (content_dir / "sea.jpg").write_bytes(saved(corners(700, 400), "PNG"))
    converted(app)
    after = client.get(TIDES)
    assert before.headers["ETag"] != after.headers["ETag"]
    assert client.get(address_of(before.text)).status_code == 200  # pages in caches still show it
    assert client.get(address_of(after.text)).status_code == 200


def test_a_page_that_is_no_article_follows_its_pictures_too(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    (content_dir / "pages").mkdir()
    page = "---\ntitle: About\n---\n![Us](us.jpg)\n"
    (content_dir / "pages" / "about.md").write_text(page)
    (content_dir / "pages" / "us.jpg").write_bytes(photo())
    assert "<picture>" not in client.get("/about").text
    converted(app)
    assert "<picture>" in client.get("/about").text


@pytest.mark.parametrize("feed", ["/feed.atom", "/tags/sea/feed.json", "/authors/ada/feed.atom"])
def test_a_feed_follows_its_pictures_too(
    app: Flask, client: FlaskClient, content_dir: Path, feed: str
) -> None:
    shows(content_dir, "sea.jpg", photo(), tags="[sea]", author="Ada")
    before = client.get(feed).text
    converted(app)
    after = client.get(feed).text
    assert "http://localhost/pictures/" in before
    assert before != after


@pytest.mark.parametrize("is_converted", [False, True])
def test_head_revalidation_and_ranges_are_as_http_wants_them(
    app: Flask, client: FlaskClient, content_dir: Path, is_converted: bool
) -> None:
    shows(content_dir, "sea.jpg", photo())
    if is_converted:
        converted(app)
    address = address_of(client.get(TIDES).text)
    whole, head = client.get(address), client.head(address)
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(whole.data)))
    again = client.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    part = client.get(address, headers={"Range": "bytes=2-9"})
    assert (part.status_code, part.data) == (206, whole.data[2:10])
    assert client.get(address, headers={"Range": "bytes=999999999-"}).status_code == 416
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("name", ["sea.jpg", "Ebbe & Flut ☾ 100%.jpg", "прилив.jpg", "a'b+c#d.jpg"])
def test_names_of_every_kind_have_addresses(
    app: Flask, client: FlaskClient, content_dir: Path, name: str
) -> None:
    escaped = name.replace("%", "%25").replace("#", "%23")
    article = shows(content_dir, name, photo())
    article.write_text(article.read_text().replace(name, escaped))
    assert client.get(address_of(client.get(TIDES).text)).status_code == 200
    converted(app)
    page = client.get(TIDES).text
    assert client.get(address_of(page)).status_code == 200
    assert {client.get(address).status_code for address, _, _ in srcset_of(page)} == {200}


def test_a_drawing_that_comes_late_or_changes_gets_its_own_address(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    shows(content_dir, "plan.svg", b"")
    (content_dir / "plan.svg").unlink()
    assert "no-picture" in client.get(TIDES).text
    addresses = set()
    for size in ("9", "10"):
        (content_dir / "plan.svg").write_text(DRAWING.replace("9", size))
        converted(app)
        address = address_of(client.get(TIDES).text)
        assert client.get(address).headers["Cache-Control"] == FOR_EVER
        addresses.add(address)
    assert len(addresses) == 2


def test_a_drawing_can_do_nothing(client: FlaskClient, content_dir: Path) -> None:
    shows(content_dir, "plan.svg", DRAWING.encode())
    response = client.get(address_of(client.get(TIDES).text))
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert response.headers["Content-Security-Policy"] == policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_paper_can_be_fetched(client: FlaskClient, content_dir: Path) -> None:
    shows(content_dir, "paper.pdf", b"%PDF-1.7")
    found = re.search(r'href="(/pictures/from/[^"]+paper\.pdf)"', client.get(TIDES).text)
    assert found is not None
    response = client.get(found[1])
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "attachment" not in response.headers.get("Content-Disposition", "")


def test_a_moving_picture_moves(app: Flask, client: FlaskClient, content_dir: Path) -> None:
    shows(content_dir, "waves.gif", moving("GIF", comment=b"GPS 54N"))
    converted(app)
    response = client.get(address_of(client.get(TIDES).text))
    with Image.open(BytesIO(response.data)) as image:
        assert (image.format, getattr(image, "n_frames", 1)) == ("GIF", 2)
    assert tells_nothing(response.data)


def test_what_was_made_and_is_lost_is_still_shown(
    app: Flask, client: FlaskClient, content_dir: Path, tmp_path: Path
) -> None:
    shows(content_dir, "sea.jpg", photo())
    converted(app)
    page = client.get(TIDES).text
    (tmp_path / "instance" / library.PICTURES).rename(tmp_path / "lost")
    response = client.get(address_of(page))
    assert response.status_code == 200
    assert "immutable" not in response.headers["Cache-Control"]
    assert tells_nothing(response.data)


def test_an_old_address_shows_the_new_file_and_is_asked_again(
    client: FlaskClient, content_dir: Path
) -> None:
    shows(content_dir, "sea.jpg", photo())
    address = address_of(client.get(TIDES).text)
    (content_dir / "sea.jpg").write_bytes(photo(quality=50))
    response = client.get(address)
    assert response.status_code == 200
    assert "immutable" not in response.headers["Cache-Control"]


def test_what_lies_beside_a_draft_cannot_be_guessed(client: FlaskClient, content_dir: Path) -> None:
    shows(content_dir, "secret.jpg", photo(), "draft", draft="true")
    shows(content_dir, "sea.jpg", photo())
    address = address_of(client.get(TIDES).text)
    assert client.get(address.replace("sea.jpg", "secret.jpg")).status_code == 404
    for mark in ("0" * 28, "x", "é" * 28, "0" * 9999):
        assert client.get(f"/pictures/from/{mark}/secret.jpg").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "from/{mark}/../../site.toml",
        "from/{mark}/..%2f..%2fsite.toml",
        "from/{mark}/tides.md",
        "from/{mark}/%2e%2e/secret.jpg",
        "from/{mark}//etc/passwd",
        "from/{mark}/sea.jpg%00.md",
        "from/{mark}/..%5csecret.jpg",
        "from/{mark}/",
        "{digest}/../../articles.db",
        "{digest}/..%2f..%2farticles.db",
        "{digest}/sea-480.avif%00",
        "{digest}/sea-481.avif",
        "{digest}/",
        "../../../secret",
        "..%2f..%2fsecret",
        "",
    ],
)
def test_nothing_else_is_served(
    app: Flask, client: FlaskClient, content_dir: Path, path: str
) -> None:
    shows(content_dir, "sea.jpg", photo())
    mark = address_of(client.get(TIDES).text).split("/")[3]
    converted(app)
    digest = address_of(client.get(TIDES).text).split("/")[2]
    response = client.get("/pictures/" + path.format(mark=mark, digest=digest))
    assert response.status_code in {404, 308} or response.request.path == "/"
    assert "root:" not in response.text
    assert "The sea comes" not in response.text


def test_a_file_that_is_gone_is_not_there(client: FlaskClient, content_dir: Path) -> None:
    shows(content_dir, "sea.jpg", photo())
    address = address_of(client.get(TIDES).text)
    (content_dir / "sea.jpg").unlink()
    assert client.get(address).status_code == 404


def test_no_page_waits_while_nothing_can_be_written(
    app: Flask, client: FlaskClient, content_dir: Path, tmp_path: Path
) -> None:
    shows(content_dir, "sea.jpg", photo())
    client.get(TIDES)
    (tmp_path / "instance" / library.PICTURES).write_text("in the way")
    with pytest.raises(workshop.CannotWrite):
        converted(app)
    page = client.get(TIDES)
    assert page.status_code == 200
    assert client.get(address_of(page.text)).status_code == 200


def test_a_photo_that_was_just_replaced_is_shown_as_it_is(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    article = shows(content_dir, "sea.jpg", photo())
    converted(app)
    (content_dir / "sea.jpg").write_bytes(photo(quality=50))
    article.write_text(article.read_text() + "\nMore.\n")  # so the page is made again
    app.extensions["gloss.pages"].edition.look()
    page = client.get(TIDES).text
    assert "<picture>" not in page
    assert client.get(address_of(page)).status_code == 200
