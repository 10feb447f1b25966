"""Searches in vain: kept for the publisher, bounded, and nothing about who asked."""

from datetime import timedelta
from itertools import product
from string import ascii_lowercase

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from gloss import database
from gloss.articles.search import unanswered
from gloss.articles.search.unanswered import KEPT_FOR, MOST_KEPT, MOST_WAITING, Unanswered
from gloss.database import db
from tests.articles.shore import NOON


def kept() -> list[tuple[str, int]]:
    db.session.rollback()
    return [(search.query, search.count) for search in unanswered.listed(db.session())]


def noted(minutes: int = 0, **counts: int) -> None:
    now = NOON + timedelta(minutes=minutes)
    database.write(lambda session: unanswered.note(session, counts, now))


def test_what_was_searched_most_comes_first(app: Flask) -> None:
    noted(sun=1, sand=3)
    noted(sun=1, moon=1, minutes=1)
    assert kept() == [("sand", 3), ("sun", 2), ("moon", 1)]
    assert unanswered.listed(db.session())[1].last_at == NOON + timedelta(minutes=1)


def test_the_rarest_make_room_and_of_these_the_oldest(app: Flask) -> None:
    noted(asked_twice=2)
    noted(asked_once=1)
    noted(minutes=1, **{f"word{number}": 1 for number in range(MOST_KEPT - 2)})
    assert len(kept()) == MOST_KEPT
    noted(minutes=2, newest=1)
    assert len(kept()) == MOST_KEPT
    assert {"asked_twice", "newest"} <= dict(kept()).keys()
    assert "asked_once" not in dict(kept())


def test_what_nobody_asks_for_any_more_is_forgotten(app: Flask) -> None:
    noted(once=9)
    noted(minutes=KEPT_FOR // timedelta(minutes=1), now=1)
    assert kept() == [("now", 1)]


def test_spellings_of_one_search_are_one() -> None:
    unanswered = Unanswered()
    for typed in ("Dry  Skin", "dry skin", " ＤＲＹ skin "):
        unanswered.add(typed)
    assert unanswered.take() == {"dry skin": 3}


@pytest.mark.parametrize(
    "typed",
    [
        "ada@example.org",
        "write to ada @ home a@b",
        "+44 20 7946 0958",
        "1234-5678",
        "https://e.org/?u=1",
        "@ada",
        "",
        "\x1b[31m",
    ],
)
def test_what_may_tell_who_searched_is_not_kept(typed: str) -> None:
    unanswered = Unanswered()
    unanswered.add(typed)
    assert unanswered.take() == {}


@pytest.mark.parametrize("typed", ["vitamin b12", "spf 50", "2026", "海", "<script>", "é" * 300])
def test_what_tells_nothing_about_anybody_is_kept(typed: str) -> None:
    unanswered = Unanswered()
    unanswered.add(typed)
    assert len(unanswered.take()) == 1


def test_a_flood_is_bounded_and_writes_are_rare() -> None:
    unanswered = Unanswered()
    for one, other in product(ascii_lowercase, repeat=2):
        unanswered.add(one + other)
    assert len(unanswered.take()) == MOST_WAITING
    unanswered.add("again")
    assert unanswered.take() == {}


def test_the_command_lists_them(app: Flask) -> None:
    runner = FlaskCliRunner(app)
    assert runner.invoke(args=["articles", "searches"]).output == "No search was in vain yet.\n"
    noted(sun=2)
    assert runner.invoke(args=["articles", "searches"]).output == "     2  2026-01-02  sun\n"
