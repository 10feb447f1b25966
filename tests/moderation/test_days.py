"""The overview's days: what came and what was decided about, drawn and in a table."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from gloss import clock, database
from gloss.comments.models import Comment, Decision
from gloss.database import db
from gloss.moderation.figures import chart, days
from tests.cast import ModeratorAtWork, Visitor, a_moderator, an_article

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")  # its clocks went forward on 29 March
UTC_ZONE = ZoneInfo("UTC")
OVERVIEW = "/moderation/overview"
POINTS = re.compile(r'<polyline class="(\w+)" points="([^"]+)"')
Came = Callable[[datetime, datetime | None], int]


@pytest.fixture
def mo(app: Flask, content_dir: Path) -> ModeratorAtWork:
    an_article(content_dir)
    return a_moderator(app)


@pytest.fixture
def came(mo: ModeratorAtWork, client: FlaskClient) -> Came:
    """Let a comment come and be decided about at some moments; return its id."""

    def come(posted_at: datetime, decided_at: datetime | None = None) -> int:
        comment_id = Visitor(client).posted().id
        statements = [update(Comment).where(Comment.id == comment_id).values(posted_at=posted_at)]
        if decided_at:
            mo.decides(comment_id, "approval")
            made = update(Decision).where(Decision.comment_id == comment_id)
            statements.append(made.values(decided_at=decided_at))
        for statement in statements:
            database.write(lambda s, statement=statement: s.execute(statement).close())  # type: ignore[misc]
        return comment_id

    return come


def counted(zone: ZoneInfo = LONDON) -> dict[str, tuple[int, int]]:
    db.session.rollback()
    found = days.lately(db.session(), NOON, zone)
    return {
        f"{day.noon:%d %b}": (day.received, day.decided)
        for day in found
        if day.received or day.decided
    }


def test_days_begin_at_midnight_where_the_site_is(came: Came) -> None:
    came(datetime(2026, 3, 28, 23, 59, tzinfo=UTC), datetime(2026, 3, 29, 22, 59, tzinfo=UTC))
    came(datetime(2026, 3, 29, 0, 1, tzinfo=UTC), datetime(2026, 3, 29, 23, 1, tzinfo=UTC))
    came(datetime(2026, 3, 29, 23, 1, tzinfo=UTC), None)
    assert counted() == {"28 Mar": (1, 0), "29 Mar": (1, 1), "30 Mar": (1, 1)}


def test_thirty_days_are_shown_today_last(came: Came) -> None:
    first = datetime(2026, 3, 1, tzinfo=LONDON)
    came(first, None)
    came(first - timedelta(seconds=1), None)
    found = days.lately(db.session(), NOON, LONDON)
    assert len(found) == 30
    assert (found[0].noon.date(), found[-1].noon.date()) == (first.date(), NOON.date())
    assert counted() == {"01 Mar": (1, 0)}


def test_what_is_decided_again_or_taken_back_counts_once(mo: ModeratorAtWork, came: Came) -> None:
    comment_id = came(NOON, NOON)
    mo.decides(comment_id, "rejection")
    mo.undoes(2)
    mo.undoes(1)
    again = update(Decision).values(decided_at=NOON)
    database.write(lambda session: session.execute(again).close())
    assert counted() == {"30 Mar": (1, 1)}


def test_the_sites_own_answers_are_not_counted_as_coming(mo: ModeratorAtWork, came: Came) -> None:
    answer = came(NOON, None)
    ours = update(Comment).where(Comment.id == answer).values(by_moderator_id=mo.id)
    database.write(lambda session: session.execute(ours).close())
    assert counted() == {}


def test_of_very_many_only_days_that_are_known_whole_are_shown(
    mo: ModeratorAtWork, came: Came, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days, "LOOKED_AT", 3)
    now = clock.now()
    for ago in (3, 2, 2, 1, 1):
        came(now - timedelta(days=ago), None)
    found = days.lately(db.session(), now, UTC_ZONE)
    assert [day.received for day in found] == [2, 0]
    assert "only the newest days" in mo.page(OVERVIEW)
    for _ in range(3):
        came(now, None)
    assert len(days.lately(db.session(), now, UTC_ZONE)) == 1
    assert mo.page(OVERVIEW)


def test_the_drawing_says_what_the_table_says(mo: ModeratorAtWork, came: Came) -> None:
    now = clock.now()
    came(now, now)
    came(now, None)
    page = mo.page(OVERVIEW)
    lines = {name: points.split() for name, points in POINTS.findall(page)}
    assert set(lines) == {"received", "decided"}
    assert {name: len(points) for name, points in lines.items()} == {"received": 30, "decided": 30}
    heights = {name: float(points[-1].split(",")[1]) for name, points in lines.items()}
    middle = (chart.TOP + chart.HEIGHT - chart.BOTTOM) / 2
    assert heights == {"received": chart.TOP, "decided": middle}
    table = page.split("The same as a table")[1].split("</table>")[0]
    assert table.count('<th scope="row">') == 30
    assert re.search(r"</th><td>2</td><td>1</td>", table)


def test_without_comments_lately_that_is_said(mo: ModeratorAtWork, came: Came) -> None:
    came(NOON - timedelta(days=900), NOON - timedelta(days=899))
    assert "No comment came in the last thirty days" in mo.page(OVERVIEW)
