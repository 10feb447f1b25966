"""How many get past the captcha at their first try: counted in memory, stored now and then."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from gloss import database
from gloss.captcha import background, challenge, tallies, ways
from gloss.captcha.models import WayTally
from gloss.captcha.tallies import Success
from gloss.captcha.ways import Way

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    yield
    database.db.session.rollback()


def counted(times: int, way: Way, what: str, now: datetime = NOON) -> None:
    for _ in range(times):
        tallies.current().count(way, what, now)


def lately(way: Way, now: datetime = NOON) -> Success:
    background.store()
    database.db.session.rollback()
    return next(s for s in tallies.lately(database.db.session(), now) if s.way is way)


def test_what_is_stored_in_parts_adds_up() -> None:
    for _ in range(2):
        counted(3, Way.PICTURE, "shown")
        counted(2, Way.PICTURE, "right")
        assert lately(Way.SOUND) == (Way.SOUND, 0, 0, 0)
    counted(1, Way.PICTURE, "wrong")
    assert lately(Way.PICTURE) == (Way.PICTURE, 6, 4, 1)


def test_two_servers_that_store_at_once_lose_nothing(app: Flask) -> None:
    def store(_: int) -> None:
        with app.app_context():
            counted = Counter({(NOON.date(), Way.PICTURE, "right"): 1})
            database.write(lambda session: tallies.add(session, counted))

    with ThreadPoolExecutor(8) as servers:
        list(servers.map(store, range(40)))
    assert lately(Way.PICTURE).right == 40


def test_a_first_try_counts_and_a_second_does_not() -> None:
    for failures, typed in ((0, "WRONG9"), (1, "WRONG9"), (0, "123456")):
        shown = challenge.issue("tides", "comment", NOON, failures)
        tallies.answered(ways.look_or_listen(shown, typed), NOON)
    assert lately(Way.PICTURE) == (Way.PICTURE, 0, 0, 1)
    assert lately(Way.SOUND) == (Way.SOUND, 0, 0, 1)


def test_a_way_that_fails_one_in_five_is_told_once_enough_have_tried() -> None:
    counted(15, Way.PICTURE, "right")
    counted(4, Way.PICTURE, "wrong")
    assert not lately(Way.PICTURE).is_low
    counted(1, Way.PICTURE, "wrong")
    assert lately(Way.PICTURE).is_low
    assert lately(Way.PICTURE).share == 0.75
    counted(5, Way.PICTURE, "right")
    assert not lately(Way.PICTURE).is_low


def test_nobody_has_tried_is_no_share() -> None:
    assert lately(Way.QUESTION).share is None
    assert not lately(Way.QUESTION).is_low


def test_a_month_is_looked_at_and_a_year_kept() -> None:
    for days in (0, 29, 31, 500):
        counted(1, Way.PICTURE, "right", NOON - timedelta(days=days))
    assert lately(Way.PICTURE).right == 2
    database.write(lambda session: tallies.sweep(session, NOON))
    database.db.session.rollback()
    assert len(database.db.session.query(WayTally).all()) == 3


def test_while_the_database_is_away_counts_wait(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_work: object) -> None:
        raise database.UNAVAILABLE[0]("", {}, Exception("gone"))

    counted(2, Way.PICTURE, "right")
    with monkeypatch.context() as broken:
        broken.setitem(app.extensions, "gloss.commit", away)
        background.store()
    counted(1, Way.PICTURE, "right")
    assert lately(Way.PICTURE).right == 3
