"""The picture that other sites show beside a link: drawn once, one at a time, kept for ever."""

import re
from io import BytesIO
from pathlib import Path
from threading import Thread
from time import thread_time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageChops

from gloss.reading import share_drawing, share_picture
from gloss.reading.share_drawing import Dress, draw, font_for
from tests.cast import an_article

DRESS = Dress("Tidewater", "x.org", "#0b4f4c")
SOURCE = re.compile(r'property="og:image" content="http://localhost(/[^"]+)"')


def address(client: FlaskClient, slug: str = "tides") -> str:
    return address_on(client, f"/articles/{slug}")


def address_on(client: FlaskClient, page: str) -> str:
    found = SOURCE.search(client.get(page).text)
    assert found
    return found[1]


def kept(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "instance" / "cache" / "share").iterdir())


def test_the_picture_has_the_size_that_its_page_says(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    response = client.get(address(client))
    picture = Image.open(BytesIO(response.data))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(response.data) < 100_000


def test_everybody_may_keep_and_show_it_for_ever(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    headers = client.get(address(client)).headers
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in headers


def test_it_is_drawn_once_and_outlives_the_process(
    client: FlaskClient, content_dir: Path, tmp_path: Path
) -> None:
    an_article(content_dir)
    first = client.get(address(client)).data
    [file] = kept(tmp_path)
    assert file.read_bytes() == first
    marked = first + b"kept"
    file.write_bytes(marked)
    assert client.get(address(client)).data == marked


@pytest.mark.parametrize("damage", [b"", b"<html>"])
def test_a_damaged_file_is_drawn_anew(
    client: FlaskClient, content_dir: Path, tmp_path: Path, damage: bytes
) -> None:
    an_article(content_dir)
    first = client.get(address(client)).data
    [file] = kept(tmp_path)
    file.write_bytes(damage)
    assert client.get(address(client)).data == first


def test_a_page_never_draws(client: FlaskClient, content_dir: Path, tmp_path: Path) -> None:
    an_article(content_dir)
    address(client)
    assert not (tmp_path / "instance" / "cache" / "share").exists()


def test_a_new_title_has_a_new_address_and_the_old_one_leads_there(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    old = address(client)
    an_article(content_dir, title="Ebb and flow")
    app.extensions["gloss.pages"].edition.library.refresh()
    new = address(client)
    assert new != old
    response = client.get(old)
    assert (response.status_code, response.headers["Location"]) == (302, f"http://localhost{new}")
    assert response.headers["Cache-Control"] == "no-cache"


def test_pages_that_are_no_article_share_the_picture_of_the_site(client: FlaskClient) -> None:
    picture = address_on(client, "/")
    assert address_on(client, "/tags/") == picture
    response = client.get(picture)
    assert response.data == draw("", DRESS._replace(host="localhost"))
    assert "immutable" in response.headers["Cache-Control"]
    assert client.get("/share-0.png").headers["Location"] == f"http://localhost{picture}"


def test_hidden_articles_have_no_picture(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, "unfinished", draft="true")
    an_article(content_dir, "tomorrow", published="2999-01-01")
    for slug in ("unfinished", "tomorrow"):
        assert client.get(f"/articles/{slug}/share-0123456789abcdef.png").status_code == 404


def test_while_one_is_drawn_others_are_put_off(
    client: FlaskClient, content_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_article(content_dir)
    picture = address(client)
    with share_picture._drawing:
        response = client.get(picture)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "2")
        assert client.get("/articles/tides").status_code == 200
    assert client.get(picture).status_code == 200


def test_many_at_once_get_the_picture_or_are_put_off(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    for number in range(8):
        an_article(content_dir, f"wave-{number}")
    pictures = [address(client, f"wave-{number}") for number in range(8)]
    answers: list[int] = []
    askers = [
        Thread(target=lambda p=p: answers.append(app.test_client().get(p).status_code))
        for p in pictures
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert {200} <= {*answers} <= {200, 503}


def test_a_folder_that_cannot_be_written_costs_only_time(
    client: FlaskClient, content_dir: Path, tmp_path: Path
) -> None:
    an_article(content_dir)
    (tmp_path / "instance" / "cache").mkdir(parents=True, exist_ok=True)
    (tmp_path / "instance" / "cache" / "share").write_text("in the way")
    assert client.get(address(client)).status_code == 200


def test_the_oldest_pictures_make_room(
    client: FlaskClient, content_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(share_picture, "MOST_FILES", 3)
    for number in range(6):
        an_article(content_dir, f"wave-{number}")
    for number in range(6):
        assert client.get(address(client, f"wave-{number}")).status_code == 200
    assert len(kept(tmp_path)) == 3


def test_the_picture_wears_the_accent_of_the_site() -> None:
    picture = Image.open(BytesIO(draw("Tides", DRESS._replace(accent="#8f1a1a")))).convert("RGB")
    assert picture.getpixel((600, 4)) == (0x8F, 0x1A, 0x1A)


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("Tides", share_drawing.SERIF),
        ("Прилив, Ελλάδα, Ærø – “1”", share_drawing.SERIF),
        ("مد وجزر", share_drawing.SANS),
        ("潮の満ち引き", None),
        ("ज्वार", None),
        ("🌊", None),
    ],
)
def test_the_fonts_know_their_scripts(text: str, font: str | None) -> None:
    assert font_for(text) == font


def test_a_title_in_another_script_leaves_the_site_alone() -> None:
    assert draw("潮の満ち引き", DRESS) == draw("ज्वार", DRESS)
    assert draw("潮", DRESS._replace(title="潮")) != draw("潮", DRESS)
    assert draw("Tides 🌊", DRESS) == draw("Tides", DRESS)


@pytest.mark.parametrize(
    "title",
    [
        "x" * 1000,
        "w " * 500,
        "Ж" * 300,
        "\u0301" * 300,
        "a" + "\u0301" * 299,
        "\u202e\u200b",
        "مد" * 150,
    ],
)
def test_odd_titles_stay_within_the_picture(title: str) -> None:
    started = thread_time()
    picture = Image.open(BytesIO(draw(title, DRESS._replace(title=title)))).convert("RGB")
    assert thread_time() - started < 2
    paper = Image.new("RGB", picture.size, share_drawing.PAPER)
    rest = ImageChops.difference(picture, paper)
    edge = rest.crop((share_drawing.WIDTH - 8, 40, share_drawing.WIDTH, share_drawing.HEIGHT))
    assert edge.getbbox() is None
    assert rest.crop((0, 600, share_drawing.WIDTH, share_drawing.HEIGHT)).getbbox() is None
