"""A clock that is set, forwards and back, by hours and days: all comes right by itself."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import flask_migrate
import pytest
from flask import Flask

from gloss import clock, database, heartbeats
from gloss.accounts import sessions
from gloss.accounts.models import ModeratorSession
from gloss.captcha import spending
from gloss.moderation import claims
from gloss.operation import background
from gloss.outbox import delivery
from gloss.settings import Settings
from gloss.visitors import limits
from tests.cast import Visitor, a_moderator, an_article, comment_count, registered
from tests.operation.visitor import a_comment, request, sends
from tests.outbox.test_delivery import rows, written
from tests.server import eventually, serving

NO_FAKETIME = "no libfaketime: `apt-get install libfaketime`"
DAYS = timedelta(days=3)
GOING_ON = Event()  # never set
SetClock = Callable[[timedelta], None]
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Return what lets the wall clock be wrong by some time, also for the library that counts."""
    real = clock.seconds

    def by(wrong: timedelta) -> None:
        monkeypatch.setattr(clock, "seconds", lambda: real() + wrong.total_seconds())

    return by


@sqlite
def test_scheduled_articles_appear_and_vanish_with_the_clock(
    app: Flask, content_dir: Path, set_clock: SetClock
) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    an_article(content_dir)
    an_article(content_dir, "dunes", published=tomorrow)
    client = app.test_client()

    def seen() -> tuple[int, bool, bool]:
        home, map_ = client.get("/").text, client.get("/sitemap.xml").text
        status = client.get("/articles/dunes").status_code
        return status, "/articles/dunes" in home, "tides" in home and bool(map_)

    assert seen() == (404, False, True)
    set_clock(DAYS)
    assert seen() == (200, True, True)
    set_clock(timedelta())
    assert seen() == (404, False, True)
    set_clock(-DAYS)
    assert seen() == (404, False, True)


def test_sessions_end_or_go_on_but_never_last_longer(app: Flask, set_clock: SetClock) -> None:
    mo = a_moderator(app)
    set_clock(timedelta(hours=20))
    mo.page()
    set_clock(timedelta())
    mo.page()  # it was seen last in the future, so that is put right
    database.db.session.rollback()
    kept = database.db.session.query(ModeratorSession).one()
    assert kept.expires_at <= clock.now() + sessions.IDLE
    set_clock(DAYS)
    background.sweep_all(clock.now())
    set_clock(timedelta())
    away = mo.client.get("/moderation/")
    assert (away.status_code, "sign-in" in away.headers["Location"]) == (303, True)


def test_a_letter_does_not_wait_for_the_day_that_a_wrong_clock_told(
    app: Flask, set_clock: SetClock
) -> None:
    set_clock(DAYS)
    written()
    claimed = database.write(lambda session: delivery.claim(session, clock.now()))
    assert claimed is not None  # and whoever claimed it was killed
    set_clock(timedelta())
    assert delivery.is_due(database.db.session(), clock.now())
    again = database.write(lambda session: delivery.claim(session, clock.now()))
    assert again is not None
    assert not delivery.is_due(database.db.session(), clock.now())  # the lease holds
    set_clock(-DAYS)
    late = database.write(lambda session: delivery.claim(session, clock.now()))
    assert late is not None
    assert rows()[0].tries == 3


def test_nobody_has_a_comment_for_days(app: Flask, content_dir: Path, set_clock: SetClock) -> None:
    an_article(content_dir)
    said = Visitor(app.test_client()).posted().id
    mo, mia = registered("Mo", clock.now()), registered("Mia", clock.now())
    set_clock(DAYS)
    database.write(lambda session: claims.claim(session, said, mo, clock.now()))
    assert claims.of_others(database.db.session(), mia, clock.now()) == {said: "Mo"}
    set_clock(timedelta())
    assert claims.of_others(database.db.session(), mia, clock.now()) == {}
    database.write(lambda session: claims.claim(session, said, mia, clock.now()))
    assert claims.of_others(database.db.session(), mo, clock.now()) == {said: "Mia"}


def test_a_picture_that_was_used_is_not_used_again_after_it_was_forgotten(
    app: Flask, content_dir: Path, set_clock: SetClock
) -> None:
    an_article(content_dir)
    ada = Visitor(app.test_client())
    used = ada.challenge()
    fields = {"challenge": used.token, "answer": used.picture_answer}
    assert ada.sends("Once.", **fields).status_code == 303
    set_clock(DAYS)
    database.write(lambda session: spending.forget_expired(session, clock.now()))
    set_clock(timedelta())
    again = ada.sends("Twice.", **fields)
    assert (again.status_code, "Twice." in again.text) == (422, True)
    assert "had been used already" in again.text
    assert comment_count() == 1


@sqlite
def test_health_is_not_deceived_by_work_that_was_done_in_the_future(
    app: Flask, set_clock: SetClock
) -> None:
    set_clock(DAYS)
    background.sweep_all(clock.now())
    set_clock(timedelta())
    assert heartbeats.is_late(heartbeats.last(database.db.session()), clock.now())
    background.sweep_all(clock.now())
    assert not heartbeats.is_late(heartbeats.last(database.db.session()), clock.now())


@sqlite
def test_a_limit_is_not_prolonged_by_a_clock_that_is_set_back(
    app: Flask, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = limits.Budget("clock", "1 per minute")
    assert [budget.spend("Ada"), budget.spend("Ada")] == [True, False]
    real = time.time
    set_clock(-DAYS)
    monkeypatch.setattr(time, "time", lambda: real() - DAYS.total_seconds())
    assert [budget.spend("Ada"), budget.spend("Ada")] == [True, False]


@pytest.fixture
def server_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Return what sets the clock of servers that are started from now on, while they run."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_FAKETIME)
    file = tmp_path / "clock"

    def by(wrong: timedelta) -> None:
        draft = file.with_suffix(".new")
        draft.write_text(f"{wrong.total_seconds():+.0f}\n")
        draft.replace(file)

    by(timedelta())
    variables = {
        "LD_PRELOAD": str(found[0]),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return by


@sqlite
def test_a_server_follows_a_clock_that_is_set(
    server_clock: SetClock, app: Flask, content_dir: Path, settings: Settings, tmp_path: Path
) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    an_article(content_dir)
    an_article(content_dir, "dunes", published=tomorrow)
    flask_migrate.stamp()
    with serving(settings, tmp_path / "server.log") as server:
        dunes, home = f"{server.address}/articles/dunes", server.address

        def is_public() -> bool:
            return request("GET", dunes).status == 200 or "Dunes" in request("GET", home).text

        assert not is_public()
        for wrong in (DAYS, timedelta(days=400)):
            server_clock(wrong)
            eventually(lambda: request("GET", dunes).status == 200)
            eventually(lambda: "Dunes" in request("GET", home).text)
            late = sends(a_comment("From the past."), server.address)
            assert (late.status, "From the past." in late.text) == (422, True)
            server_clock(timedelta())
            eventually(lambda: not is_public())
            assert sends(a_comment("In time."), server.address).status == 303
        server_clock(-DAYS)
        eventually(lambda: sends(a_comment("Early."), server.address).status in {303, 422})
        assert not is_public()
        assert "Traceback" not in server.printed()
