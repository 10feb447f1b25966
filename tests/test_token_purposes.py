"""A token is good for its own purpose only: each is tried everywhere (case 49 of the attacks)."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gloss import clock
from gloss.accounts import moderators, recovery_codes, sessions
from gloss.accounts.commands import first_moderator_link
from gloss.articles import previews
from gloss.articles.previews import Preview
from gloss.database import write
from gloss.settings import ROOT, Settings
from tests.cast import CSRF, Visitor, an_article, found, registered

SIGN_IN = "/moderation/sign-in"
OWN_DOORS = {
    "receipt": {
        "receipts.receipt",
        "receipts.edit_page",
        "receipts.edit",
        "receipts.withdrawal_page",
        "receipts.withdraw",
        "receipts.choose_letters",
        "receipts.export",
        "receipts.erasure_page",
        "receipts.erase",
    },
    "welcome": {"accounts.welcome_page", "accounts.welcome"},
    "password": {"accounts.password_page", "accounts.set_password"},
    "preview": {"reading.preview"},
}
SECRET_WORDS = {"token", "secret"}  # how routes call what only its bearer knows
OWN_PIPES = {"reader.py", "reading_files.py"}  # from process to process: both ends are ours


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Count no visits: many tokens are tried."""
    return settings.model_copy(update={"limits": False})


@pytest.fixture
def tokens(app: Flask, content_dir: Path) -> dict[str, str]:
    """Return one living token of each kind."""
    now = clock.now()
    an_article(content_dir)
    ada = Visitor(app.test_client())
    receipt = ada.sends().location.rpartition("/")[2].partition("?")[0]
    welcome = str(first_moderator_link(now)).rpartition("/")[2]
    mo = registered("Mo", now)
    browser = app.test_client()
    return {
        "challenge": ada.challenge().token,
        "receipt": receipt,
        "welcome": welcome,
        "password": write(lambda session: moderators.reset(session, "Mo", now)),
        "session": write(lambda session: sessions.start(session, mo, None, now).token),
        "recovery code": write(lambda session: recovery_codes.renew(session, mo))[0],
        "preview": previews.token(Preview("tides", now + timedelta(days=1))),
        "form": found(CSRF, browser.get(SIGN_IN).text),
        "cookie": browser_cookie(browser),
    }


def test_no_token_opens_another_ones_door(
    app: Flask, client: FlaskClient, tokens: dict[str, str]
) -> None:
    opened = [
        (kind, endpoint)
        for kind, token in tokens.items()
        for endpoint, method, address in doors(app, token)
        if endpoint not in OWN_DOORS.get(kind, set())
        and send(client, method, address) not in {404, 410}
    ]
    assert opened == []


def test_every_door_is_opened_by_its_own_token(
    app: Flask, client: FlaskClient, tokens: dict[str, str]
) -> None:
    """Else the test above would pass at doors that are locked for good."""
    own = [
        send(client, method, address)
        for kind in ("receipt", "password", "preview")
        for endpoint, method, address in doors(app, tokens[kind])
        if endpoint in OWN_DOORS[kind] and method == "GET"
    ]
    assert (len(own), set(own) <= {200, 301, 302}) == (7, True)


def test_no_token_stands_in_for_a_forms(client: FlaskClient, tokens: dict[str, str]) -> None:
    codes = {
        kind: client.post(SIGN_IN, data={"csrf_token": token}).status_code
        for kind, token in tokens.items()
    }
    assert codes == dict.fromkeys(tokens, 400)


def test_no_token_stands_in_for_a_challenge(app: Flask, tokens: dict[str, str]) -> None:
    typed = {"author_name": "Eve", "text": "Hello", "answer": "aaaaaa"}
    codes = {}
    for kind, token in tokens.items():
        eve = app.test_client()
        sent = typed | {"challenge": token}
        codes[kind] = eve.post("/articles/tides/comments", data=sent).status_code
    assert codes == dict.fromkeys(tokens, 422)


def test_no_token_is_a_moderators_cookie(app: Flask, tokens: dict[str, str]) -> None:
    for token in tokens.values():
        eve = app.test_client()
        eve.set_cookie("gloss", token, path="/moderation")
        assert eve.get("/moderation/").status_code == 303


@pytest.mark.parametrize("file", sorted((ROOT / "gloss").rglob("*.py")), ids=str)
def test_nothing_unpickles_what_others_can_write(file: Path) -> None:
    names = {
        name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None), *(alias.name for alias in node.names)]
    }
    is_pipe = file.parent == ROOT / "gloss" / "articles" and file.name in OWN_PIPES
    forbidden = {"pickle", "marshal", "shelve", "dill"} - ({"pickle"} if is_pipe else set())
    assert names.isdisjoint(forbidden)


def doors(app: Flask, token: str) -> Iterator[tuple[str, str, str]]:
    """Yield endpoint, method and address of each route that a secret opens."""
    for rule in app.url_map.iter_rules():
        if rule.arguments & SECRET_WORDS:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                values = {name: token if name in SECRET_WORDS else "1" for name in rule.arguments}
                bound = app.url_map.bind("localhost")
                yield rule.endpoint, method, bound.build(rule.endpoint, values, method)


def send(browser: FlaskClient, method: str, address: str) -> int:
    sent = {"csrf_token": found(CSRF, browser.get(SIGN_IN).text)} if method == "POST" else None
    return browser.open(address, method=method, data=sent).status_code


def browser_cookie(browser: FlaskClient) -> str:
    held = browser.get_cookie("gloss", path="/moderation")
    assert held is not None
    return held.value
