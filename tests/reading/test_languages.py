"""Articles in several languages: who translates whom, and what readers and machines see of it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import an_article
from tests.reading.machines import atom, json_feed, json_ld

ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="http://localhost([^"]+)">')
IN_SITEMAP = re.compile(
    r'<xhtml:link rel="alternate" hreflang="([^"]+)" href="http://localhost([^"]+)"/>'
)
BOTH = {
    "x-default": "/articles/tides",
    "en": "/articles/tides",
    "ru": "/articles/tides-ru",
}
Write = Callable[[Path], object]


def beside(folder: Path) -> None:
    an_article(folder)
    an_article(folder, "tides.ru", title="Приливы")


def in_a_folder(folder: Path) -> None:
    an_article(folder).rename(bundled(folder, "tides") / "index.md")
    an_article(folder).rename(folder / "tides" / "index.ru.md")


def of_pelican(folder: Path) -> None:
    an_article(folder, "a", Slug="tides")
    an_article(folder, "a-ru", Slug="tides", Lang="ru")


def by_name(folder: Path) -> None:
    an_article(folder)
    an_article(folder, "prilivy", Slug="tides-ru", language="ru", translation_of="tides")


def by_a_word_of_hugo(folder: Path) -> None:
    an_article(folder, translationKey="sea")
    an_article(folder, "tides-ru", lang="ru_RU", translationKey="sea")


def bundled(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


@pytest.mark.parametrize("write", [beside, in_a_folder, of_pelican, by_name])
def test_however_versions_are_told_each_page_names_all(
    client: FlaskClient, content_dir: Path, write: Write
) -> None:
    write(content_dir)
    for address in ("/articles/tides", "/articles/tides-ru"):
        assert dict(ALTERNATE.findall(client.get(address).text)) == BOTH


def test_a_word_that_versions_share_joins_them(client: FlaskClient, content_dir: Path) -> None:
    by_a_word_of_hugo(content_dir)
    found = dict(ALTERNATE.findall(client.get("/articles/tides").text))
    assert found == {"x-default": "/articles/tides", "en": "/articles/tides"} | {
        "ru-RU": "/articles/tides-ru"
    }


def test_readers_find_the_other_version_by_its_own_name(
    client: FlaskClient, content_dir: Path
) -> None:
    beside(content_dir)
    switch = '<a rel="alternate" hreflang="{}" href="{}" lang="{}" dir="ltr">{}</a>'
    english, russian = (client.get(BOTH[code]).text for code in ("en", "ru"))
    address = "/articles/tides"
    assert switch.format("ru", f"{address}-ru", "ru", "Русский") in english
    assert switch.format("en", address, "en", "English") in russian


def test_an_article_alone_names_no_other(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir)
    an_article(content_dir, "dunes", language="ru")
    assert ALTERNATE.findall(client.get("/articles/dunes").text) == []
    assert "other-languages" not in client.get("/articles/tides").text


def test_a_version_that_is_not_public_is_named_nowhere(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    an_article(content_dir, "tides.ru", draft="true")
    an_article(content_dir, "tides.de", published="2999-01-01")
    page = client.get("/articles/tides").text
    assert ALTERNATE.findall(page) == []
    assert client.get("/languages/ru").status_code == 404


def test_the_page_speaks_the_language_of_its_article(
    client: FlaskClient, content_dir: Path
) -> None:
    beside(content_dir)
    page = client.get("/articles/tides-ru").text
    assert '<html lang="ru" dir="ltr">' in page
    assert 'Опубликовано <time datetime="2026-01-02T00:00:00+00:00">2 января 2026' in page
    assert "1 минута чтения" in page
    for english in ("Published", "min read", "Skip to", "Search", "Archive"):
        assert english not in re.sub("(?s)<script.*?</script>|<[^>]+>", "", page)


def test_on_a_page_in_a_language_gloss_cannot_speak_its_words_are_marked(
    client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir, language="ar")
    page = client.get("/articles/tides").text
    assert '<html lang="ar" dir="rtl">' in page
    assert '<bdi lang="en" dir="ltr">Published <time' in page
    assert '<a class="masthead-title" href="/" lang="en" dir="ltr">Tidewater</a>' in page


def test_lists_show_a_work_once_in_the_site_s_language(
    client: FlaskClient, content_dir: Path
) -> None:
    for slug, language in (("tides", "en"), ("tides.ru", "ru"), ("dunes", "ru")):
        an_article(content_dir, slug, tags="[shore]", author="Ada", language=language)
    an_article(content_dir, "ebb.ru", tags="[отлив]", translation_of="tides-none")
    for address in ("/", "/tags/shore", "/authors/ada", "/archive/2026"):
        page = client.get(address).text
        assert 'href="/articles/tides"' in page, address
        assert 'href="/articles/tides-ru"' not in page, address
        assert 'href="/articles/dunes"' in page, address
    assert 'href="/articles/ebb-ru"' in client.get("/tags/отлив").text
    assert [entry.title for entry in atom(client).entries].count("Tides") == 1


def test_a_tag_that_only_a_translation_has_lists_it(client: FlaskClient, content_dir: Path) -> None:
    an_article(content_dir, tags="[shore]")
    an_article(content_dir, "tides.ru", tags="[берег]")
    assert 'href="/articles/tides-ru"' in client.get("/tags/берег").text


def test_each_other_language_has_a_list_and_feeds_of_its_own(
    client: FlaskClient, content_dir: Path
) -> None:
    beside(content_dir)
    home, list_ = client.get("/").text, client.get("/languages/ru").text
    pages = {"x-default": "/", "en": "/", "ru": "/languages/ru"}
    assert dict(ALTERNATE.findall(home)) == dict(ALTERNATE.findall(list_)) == pages
    assert '<html lang="ru" dir="ltr">' in list_
    assert "<h1>Русский</h1>" in list_
    assert 'href="/articles/tides-ru"' in list_
    assert 'href="/articles/tides"' not in list_
    (entry,) = atom(client, "/languages/ru/feed.atom").entries
    assert entry.title == "Приливы"
    assert json_feed(client, "/languages/ru/feed.json")["language"] == "ru"


@pytest.mark.parametrize("address", ["/languages/en", "/languages/de", "/languages/ru/page/2"])
def test_there_is_no_list_of_what_is_not_there(
    client: FlaskClient, content_dir: Path, address: str
) -> None:
    beside(content_dir)
    assert client.get(address).status_code == 404


def test_an_article_leads_on_to_articles_in_its_language(
    client: FlaskClient, content_dir: Path
) -> None:
    for day, name in enumerate(("dunes", "tides", "wreck"), start=1):
        an_article(content_dir, name, published=f"2026-01-0{day}", tags="[shore]")
        an_article(content_dir, f"{name}.ru", published=f"2026-01-0{day}", tags="[shore]")
    russian, english = (client.get(BOTH[code]).text for code in ("ru", "en"))
    neighbours = re.compile(r'rel="(prev|next)" href="/articles/([^"]+)"')
    assert dict(neighbours.findall(russian)) == {"prev": "dunes-ru", "next": "wreck-ru"}
    assert dict(neighbours.findall(english)) == {"prev": "dunes", "next": "wreck"}


def test_related_articles_are_found_through_their_translations(
    client: FlaskClient, content_dir: Path
) -> None:
    for day, name in enumerate(("dunes", "tides", "wreck", "ebb", "reef"), start=1):
        an_article(content_dir, name, published=f"2026-01-0{day}", tags="[shore]")
        an_article(content_dir, f"{name}.ru", published=f"2026-01-0{day}", tags="[shore]")
    page = client.get("/articles/dunes-ru").text
    related = page[page.index('class="related"') :]
    assert set(re.findall(r'<li><a href="/articles/([^"]+)"', related)) == {
        "wreck-ru", "ebb-ru", "reef-ru"
    }  # fmt: skip


def test_a_new_translation_is_on_the_kept_page_at_once(
    app: Flask, client: FlaskClient, content_dir: Path
) -> None:
    an_article(content_dir)
    assert "Русский" not in client.get("/articles/tides").text
    an_article(content_dir, "tides.ru")
    edition = app.extensions["gloss.pages"].edition
    edition.look()
    assert "Русский" in client.get("/articles/tides").text
    assert "Русский" in client.get("/").text
    (content_dir / "tides.ru.md").unlink()
    edition.look()
    assert "Русский" not in client.get("/articles/tides").text
    assert "Русский" not in client.get("/").text


def test_machines_are_told_the_language_of_each(client: FlaskClient, content_dir: Path) -> None:
    beside(content_dir)
    an_article(content_dir, "dunes", language="ar")
    assert json_ld(client, "/articles/tides-ru")[0]["inLanguage"] == "ru"
    assert json_ld(client, "/articles/tides")[0]["inLanguage"] == "en"
    assert b'<entry xml:lang="ar">' in client.get("/feed.atom").data
    assert {"ar", "en"} == {item["language"] for item in json_feed(client)["items"]}
    assert "language: ru\n" in client.get("/articles/tides-ru.md").text


def test_the_map_names_all_versions_beside_each(client: FlaskClient, content_dir: Path) -> None:
    beside(content_dir)
    an_article(content_dir, "dunes")
    articles = client.get("/sitemaps/articles-1.xml").text
    assert articles.count("<loc>") == 3
    assert len(IN_SITEMAP.findall(articles)) == 6
    assert dict(IN_SITEMAP.findall(articles)) == BOTH
    assert "http://localhost/languages/ru" in client.get("/sitemaps/lists-1.xml").text


def test_a_page_beside_the_articles_has_a_language_too(
    client: FlaskClient, content_dir: Path
) -> None:
    (content_dir / "pages").mkdir()
    (content_dir / "pages/about.ru.md").write_text("---\ntitle: О нас\n---\n\nМы пишем.\n")
    page = client.get("/about-ru").text
    assert '<html lang="ru" dir="ltr">' in page
    assert "Перейти к тексту" in page


def test_a_comment_feed_speaks_the_language_of_its_article(
    client: FlaskClient, content_dir: Path
) -> None:
    beside(content_dir)
    feed = client.get("/articles/tides-ru/comments/feed.atom").text
    assert 'xml:lang="ru"' in feed
    assert "Комментарии к статье «Приливы»" in feed
