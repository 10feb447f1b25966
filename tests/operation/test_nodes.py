"""Servers that share a database know of each other, and say what does not fit together."""

from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss import clock, database, nodes
from gloss.operation import background
from gloss.settings import Settings

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECONDS_TO_MEET = 0.3
NEW_SECRET = "n" * 32
REDIS = "redis://127.0.0.1:1"


def other(settings: Settings, **changed: object) -> Settings:
    """Return the settings of a second server, as if it ran on another machine."""
    return settings.model_copy(update={"port": settings.port + 1} | changed)


def found(ours: Settings, theirs: Settings) -> list[str]:
    """Let another server write down that it is there, and look as this one does."""
    now = clock.now()
    database.write(lambda session: nodes.note(session, theirs, now))
    return nodes.troubles(database.db.session(), ours, now - HOUR, now)


def test_servers_that_count_alone_are_told(app: Flask, settings: Settings) -> None:
    with_redis = settings.model_copy(update={"redis_url": REDIS})
    assert found(settings, other(settings)) == [nodes.COUNTING_ALONE]
    assert found(settings, other(with_redis)) == [nodes.COUNTING_ALONE]
    assert found(with_redis, other(settings)) == [nodes.COUNTING_ALONE]
    assert found(with_redis, other(with_redis)) == []


def test_servers_that_sign_with_what_the_other_does_not_know_are_told(
    app: Flask, settings: Settings
) -> None:
    ours = settings.model_copy(update={"redis_url": REDIS})
    assert found(ours, other(ours, secret_keys=(NEW_SECRET,))) == [nodes.OTHER_SECRETS]
    both = ours.model_copy(update={"secret_keys": (*ours.secret_keys, NEW_SECRET)})
    assert found(both, other(ours, secret_keys=(NEW_SECRET,))) == []  # while secrets are changed


def test_a_server_is_none_of_the_others_however_often_it_starts(
    app: Flask, settings: Settings
) -> None:
    assert found(settings, settings) == []
    assert found(settings, settings) == []


def test_two_processes_of_one_server_may_begin_in_the_same_moment(
    app: Flask, settings: Settings
) -> None:
    now, told = clock.now(), list[str]()

    def begin(name: str) -> None:
        with app.app_context():
            background.Others(now).meet(clock.now())
        told.append(name)

    second = Thread(target=begin, args=["second"])
    with Session(database.db.engine) as first, first.begin():
        nodes.note(first, settings, now)
        second.start()
        second.join(SECONDS_TO_MEET)
    second.join()
    assert told == ["second"]
    assert len(database.db.session.scalars(select(nodes.Node)).all()) == 1


def test_who_was_not_seen_since_this_server_began_is_gone(app: Flask, settings: Settings) -> None:
    began_at = clock.now()
    seen_at = began_at - MINUTE  # by what this server replaced, perhaps
    database.write(lambda session: nodes.note(session, other(settings), seen_at))
    assert nodes.troubles(database.db.session(), settings, began_at, began_at + MINUTE) == []


def test_who_was_not_seen_for_minutes_is_gone_and_after_a_day_forgotten(
    app: Flask, settings: Settings
) -> None:
    now = clock.now()
    later, much_later = now + nodes.GONE + MINUTE, now + nodes.FORGOTTEN + MINUTE
    database.write(lambda session: nodes.note(session, other(settings), now))
    assert nodes.troubles(database.db.session(), settings, now - HOUR, later) == []
    database.write(lambda session: nodes.note(session, settings, much_later))
    assert len(database.db.session.scalars(select(nodes.Node)).all()) == 1


def test_health_says_what_does_not_fit_together(client: FlaskClient, settings: Settings) -> None:
    background.sweep_all(clock.now())
    theirs = other(settings, secret_keys=(NEW_SECRET,))
    database.write(lambda session: nodes.note(session, theirs, clock.now()))
    response = client.get("/health")
    assert response.status_code == 503
    assert response.json is not None
    assert response.json["checks"]["other servers"].count("Set the same") == 2
    assert client.get("/health/ready").status_code == 200  # both go on serving


def test_the_log_says_it_at_once_and_then_once_an_hour(
    app: Flask, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    now = clock.now()
    others = background.Others(now - MINUTE)
    for minutes, said in ((0, 1), (1, 1), (59, 1), (60, 2)):
        then = now + minutes * MINUTE
        database.write(lambda session, then=then: nodes.note(session, other(settings), then))  # type: ignore[misc]
        others.meet(then)
        assert caplog.text.count("REDIS_URL") == 2 * said  # the sentence names it twice


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_while_the_database_is_away_others_wait(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with database.db.engine.connect().execution_options(begin="BEGIN IMMEDIATE") as locking:
        locking.begin()
        background.Others(clock.now()).meet(clock.now())
    assert "are not looked for" in caplog.text
