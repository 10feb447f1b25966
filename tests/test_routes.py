"""Who may use which address, tried at every route that there is (case 46 of the attacks).

Whom a route serves is written in ``tests/audiences.py``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from gloss.accounts.models import Moderator, Role
from gloss.database import Model, db, write
from gloss.settings import Settings
from tests.audiences import Audience, audience
from tests.cast import CSRF, Visitor, a_moderator, an_article, found

WORDS = {"slug": "tides", "id": "1", "number": "1"}  # what variables of addresses stand for
READING = {"GET", "HEAD"}
SIGN_IN = "/moderation/sign-in"
EVIL = {"text": "Evil"}
ELSEWHERE = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


@dataclass(frozen=True)
class Route:
    """One method at one address."""

    endpoint: str
    method: str
    address: str
    audience: Audience

    def __str__(self) -> str:
        return f"{self.method} {self.address} ({self.endpoint})"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Count no visits: these tests come often."""
    return settings.model_copy(update={"limits": False})


@pytest.fixture
def routes(app: Flask, content_dir: Path) -> list[Route]:
    """Return every route, on a site that has an article and a comment."""
    an_article(content_dir)
    Visitor(app.test_client()).posted()
    return list(all_routes(app))


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return signed_in(app, "Mo", Role.ADMIN)


@pytest.fixture
def moderator(app: Flask) -> FlaskClient:
    return signed_in(app, "Mia", Role.MODERATOR)


def test_a_stranger_gets_no_further_than_the_sign_in_page(
    app: Flask, client: FlaskClient, routes: list[Route]
) -> None:
    guarded = [route for route in routes if route.audience in {Audience.MODERATOR, Audience.ADMIN}]
    assert wrong(guarded, lambda route: asks_to_sign_in(send(client, route))) == []


def test_a_stranger_reads_what_is_for_everybody(client: FlaskClient, routes: list[Route]) -> None:
    guarded = {Audience.MODERATOR, Audience.ADMIN}
    reading = [r for r in routes if r.audience not in guarded and r.method in READING]
    assert wrong(reading, lambda route: is_served(client.open(route.address))) == []


def test_a_moderator_gets_a_kind_refusal_where_admins_work(
    moderator: FlaskClient, routes: list[Route]
) -> None:
    def is_refused(route: Route) -> bool:
        answer = send(moderator, route)
        return answer.status_code == 403 and (
            "ask an admin" in answer.text or route.method == "HEAD"
        )

    assert wrong(for_(Audience.ADMIN, routes), is_refused) == []


def test_a_moderator_may_do_what_moderators_do(moderator: FlaskClient, routes: list[Route]) -> None:
    reading = [route for route in for_(Audience.MODERATOR, routes) if route.method in READING]
    assert wrong(reading, lambda route: is_served(send(moderator, route))) == []


def test_an_admin_may_look_at_everything(admin: FlaskClient, routes: list[Route]) -> None:
    reading = [route for route in routes if route.method in READING]
    assert wrong(reading, lambda route: is_served(admin.open(route.address))) == []


def test_looking_changes_nothing_whoever_looks(
    client: FlaskClient, admin: FlaskClient, routes: list[Route]
) -> None:
    def changes_nothing(route: Route) -> bool:
        before = everything()
        for browser in (client, admin):
            browser.open(route.address, method=route.method)
        return everything() == before

    assert wrong([r for r in routes if r.method in READING], changes_nothing) == []


def test_what_is_sent_without_the_forms_token_changes_nothing(
    admin: FlaskClient, routes: list[Route]
) -> None:
    tokens = {Audience.SIGNING_IN, Audience.MODERATOR, Audience.ADMIN}
    sending = [r for r in routes if r.method not in READING and r.audience in tokens]

    def is_refused(route: Route) -> bool:
        before = everything()
        forged = sent(admin, route, csrf_token="forged")
        answers = [sent(admin, route), forged, typeless(admin, route)]
        return {a.status_code for a in answers} == {400} and everything() == before

    assert sending
    assert wrong(sending, is_refused) == []


def test_what_another_site_sends_in_a_visitors_name_changes_nothing(
    client: FlaskClient, routes: list[Route]
) -> None:
    sending = [r for r in for_(Audience.VISITOR, routes) if r.method not in READING]

    def is_refused(route: Route) -> bool:
        before = everything()
        by_origin = {"Origin": "https://evil.example"}
        answers = [
            client.open(route.address, method=route.method, data=EVIL, headers=ELSEWHERE),
            client.open(route.address, method=route.method, data=EVIL, headers=by_origin),
            typeless(client, route, ELSEWHERE),
        ]
        return {a.status_code for a in answers} == {403} and everything() == before

    assert sending
    assert wrong(sending, is_refused) == []


def test_a_method_that_is_smuggled_in_counts_for_nothing(
    admin: FlaskClient, routes: list[Route]
) -> None:
    def is_a_look(route: Route) -> bool:
        before = everything()
        admin.get(route.address + "?_method=POST", headers={"X-HTTP-Method-Override": "POST"})
        return everything() == before

    assert wrong([r for r in routes if r.method == "POST"], is_a_look) == []


def all_routes(app: Flask) -> Iterator[Route]:
    for rule in app.url_map.iter_rules():
        serves = audience(rule.endpoint)
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            if serves:
                yield Route(rule.endpoint, method, address(app, rule), serves)


def address(app: Flask, rule: Rule) -> str:
    """Fill the variables of an address in."""
    values: dict[str, object] = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        if isinstance(converter, AnyConverter):
            values[name] = min(converter.items)
        else:
            values[name] = WORDS.get(name, 1 if hasattr(converter, "max") else "x")
    method = "GET" if "GET" in (rule.methods or ()) else None
    return app.url_map.bind("localhost").build(rule.endpoint, values, method)


def signed_in(app: Flask, name: str, role: Role) -> FlaskClient:
    at_work = a_moderator(app, name)

    write(lambda session: setattr(session.get_one(Moderator, at_work.id), "role", role))
    return at_work.client


def send(browser: FlaskClient, route: Route) -> TestResponse:
    """Send a request as a page of ours does: with a token that holds."""
    if route.method in READING:
        return browser.open(route.address, method=route.method)
    return sent(browser, route, csrf_token=token_of(browser))


def sent(browser: FlaskClient, route: Route, **fields: str) -> TestResponse:
    return browser.open(route.address, method=route.method, data=fields)


def typeless(
    browser: FlaskClient, route: Route, headers: dict[str, str] | None = None
) -> TestResponse:
    """Send what another site's script can: a body of no type."""
    return browser.open(route.address, method=route.method, data=b"text=Evil", headers=headers)


def token_of(browser: FlaskClient) -> str:
    page = browser.get(SIGN_IN)
    return found(CSRF, (page if page.status_code == 200 else browser.get(page.location)).text)


def asks_to_sign_in(answer: TestResponse) -> bool:
    return answer.status_code == 303 and answer.location.startswith(SIGN_IN)


def is_served(answer: TestResponse) -> bool:
    """Tell whether it was no guard that answered; what is not there may say so."""
    says_how_it_is = answer.request.path.startswith("/health")  # 503: no background work ran yet
    is_fine = answer.status_code < 400 or answer.status_code in {404, 410, 422} or says_how_it_is
    return is_fine and not (asks_to_sign_in(answer) and "next=" in answer.location)


def for_(audience: Audience, routes: list[Route]) -> list[Route]:
    return [route for route in routes if route.audience is audience]


def wrong(routes: list[Route], is_right: Callable[[Route], bool]) -> list[str]:
    """Return the routes of which that is not true."""
    return [str(route) for route in routes if not is_right(route)]


def everything() -> dict[str, list[str]]:
    """Read every row of every table."""
    db.session.rollback()
    return {
        table.name: sorted(map(str, db.session.execute(select(table))))
        for table in Model.metadata.sorted_tables
    }
