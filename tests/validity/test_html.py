"""The Nu HTML checker, which is that of the W3C, finds no error on any kind of page."""

import json
import re
import subprocess
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from gloss import clock, database
from gloss.accounts import moderators
from gloss.articles import previews
from gloss.articles.previews import Preview
from tests import cast
from tests.cast import Visitor
from tests.validity import crawl, programs, unlinked

# For programs, or no page: files, feeds, pictures, figures, redirects.
NO_PAGES = re.compile(
    r"static|accent|(feeds|machines|pictures|captcha|operation)\..*"
    r"|.*favicon|.*form_address|threads.comment|.*\.export"
)
# Some pages only lead elsewhere: a picture without a pixel, and the address of a preview's form.
NOTHING_TO_SEE = re.compile(r"own_comments\.fold|writing\.preview_address")
TOLD = 60  # errors in the message of a failure


@pytest.fixture(scope="module")
def pages(whole_site: Flask) -> Mapping[str, str]:
    """Return the HTML of every page, and of what forms answer."""
    welcome = unlinked.welcome(whole_site)
    return {**welcome, **walked(whole_site), **unlinked.codes(whole_site), **answered(whole_site)}


def walked(app: Flask) -> Mapping[str, str]:
    mo = cast.a_moderator(app)
    ada = Visitor(app.test_client())
    for verdict in ("approval",) * 30 + ("rejection", "spam"):
        mo.decides(ada.posted("Is *this* so?\n\n> Yes <b>.", "everything").id, verdict)
    ada.posted("One that waits.", "everything")
    found = dict(
        crawl.pages(ada.client, "/", "/search?q=tide", "/search?q=tyde", "/search", "/authors/")
    )
    found.update({**unlinked.own_comments(ada), **unlinked.from_letters(app, mo)})
    starts = ("/moderation/", "/moderation/overview", *unlinked.of_moderators(mo, ada))
    return found | dict(crawl.pages(mo.client, *starts))


def answered(app: Flask) -> Mapping[str, str]:
    """Return what forms answer, and the pages behind links that are nowhere but in a letter."""
    client = app.test_client()
    ada = Visitor(client)
    later = clock.now() + timedelta(days=1)
    links = [
        "/preview/" + previews.token(Preview("hidden", later)),
        "/moderation/sign-in",
        "/moderation/password/" + database.write(lambda s: moderators.invite(s, "Mia", later)),
    ]
    receipt = str(ada.sends("Lovely.", "everything").location)
    opened = {link: client.get(link).text for link in links}
    return (
        opened
        | dict(crawl.pages(client, receipt))
        | {
            "a refused form": ada.sends("", "everything", author_name="").text,
            "a new picture": client.post("/articles/everything/captcha").text,
            "to a closed article": ada.sends("Late.", "closed", answer="").text,
            "no such page": client.get("/articles/evrything").text,
            "no such method": client.post("/").text,
        }
    )


def test_the_nu_checker_finds_no_error(pages: Mapping[str, str], tmp_path: Path) -> None:
    names = {}
    for number, (name, page) in enumerate(sorted(pages.items())):
        file = tmp_path / f"{number}.html"
        file.write_text(page)
        names[file.name] = name
    assert [f"{names[file]}, {error}" for file, error in errors(tmp_path)][:TOLD] == []


def test_the_checker_does_find_what_is_wrong(tmp_path: Path) -> None:
    page = "<!doctype html><title>Twice</title><p id=a><p id=a>"
    (tmp_path / "twice.html").write_text(page)
    assert [file for file, error in errors(tmp_path) if "Duplicate ID" in error] == ["twice.html"]


def errors(folder: Path) -> list[tuple[str, str]]:
    """Return what is wrong with the pages in ``folder``, each with its file; one JVM for all."""
    how = ["--format", "json", "--stdout", "--exit-zero-always"]
    command = [*programs.checker(), *how, str(folder)]
    told = subprocess.run(command, capture_output=True, check=True).stdout
    return [
        (
            Path(urlsplit(found["url"]).path).name,
            f"line {found.get('lastLine')}: {found['message']} {found.get('extract')}",
        )
        for found in json.loads(told)["messages"]
        if found["type"] != "info"
    ]


def test_every_kind_of_page_is_among_them(whole_site: Flask, pages: Mapping[str, str]) -> None:
    routes = whole_site.url_map.bind("localhost")
    seen = set()
    for path in pages:
        if path.startswith("/"):
            seen.add(routes.match(path.partition("?")[0], "GET")[0])
    kinds = {
        rule.endpoint
        for rule in whole_site.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not NO_PAGES.fullmatch(rule.endpoint)
    }
    assert {kind for kind in kinds - seen if not NOTHING_TO_SEE.fullmatch(kind)} == set()
