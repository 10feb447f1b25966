"""A reason told to the writers of many comments: counted before, written once, taken back."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.comments.mailboxes import finding
from gloss.comments.models import Comment, Decision, State, Thread
from gloss.database import db
from gloss.moderation.bulk_orders import background, orders
from gloss.moderation.models import Assessment, BulkOrder
from gloss.outbox.models import Letter
from gloss.settings import Settings
from tests.cast import CSRF, ModeratorAtWork, Visitor, a_moderator, an_article, found

TOLD = "It advertises something."
SEEN = re.compile(r'name="seen" value="([^"]+)"')
Posted = Callable[..., int]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"mail_server": "127.0.0.1:25"})


@pytest.fixture
def mo(app: Flask, content_dir: Path) -> ModeratorAtWork:
    an_article(content_dir)
    return a_moderator(app)


@pytest.fixture
def posted(client: FlaskClient, mo: ModeratorAtWork) -> Posted:
    """Send a comment whose writer has proven an address, which is as told; return its id."""

    def post(wants_letters: bool = True, **mailbox: object) -> int:
        comment_id = Visitor(client).posted().id
        now, address = clock.now(), f"ada{comment_id}@example.org"

        def prove(session: Session) -> None:
            known = finding.of(session, address, now)
            for name, value in ({"confirmed_at": now} | mailbox).items():
                setattr(known, name, value)
            comment = session.get_one(Comment, comment_id)
            comment.mailbox_id, comment.wants_letters = known.id, wants_letters

        database.write(prove)
        return comment_id

    return post


def letters() -> list[str]:
    """Return what the letters that were written are about."""
    db.session.rollback()
    return sorted(db.session.scalars(select(Letter.about)))


def presses(mo: ModeratorAtWork, address: str, **fields: str) -> str:
    fields["csrf_token"] = found(CSRF, mo.page("/moderation/log"))
    answer = mo.client.post(address, data=fields)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def previewed(mo: ModeratorAtWork, to: str = "rejected", query: str = "state=pending") -> str:
    return presses(mo, "/moderation/orders/", query=query, all="y", to=to)


@pytest.mark.parametrize("to", ["rejected", "spam"])
def test_a_reason_for_many_is_counted_goes_to_proven_addresses_and_is_taken_back(
    posted: Posted, mo: ModeratorAtWork, client: FlaskClient, to: str
) -> None:
    told = [posted(), posted()]
    receipt = Visitor(client).sends().location
    order = previewed(mo, to)
    assert "2 writers with a confirmed address" in mo.page(order)
    presses(mo, f"{order}/start", told=TOLD, why="a wave")
    assert letters() == [f"comment {one}" for one in told]
    made = db.session.scalars(select(Decision)).all()
    assert {(one.told, one.why) for one in made} == {(TOLD, "a wave")}
    assert TOLD in client.get(receipt).text
    presses(mo, f"{order}/undoing")
    assert letters() == []


def test_the_preview_counts_the_very_letters_that_an_order_and_that_single_decisions_write(
    posted: Posted, mo: ModeratorAtWork, content_dir: Path
) -> None:
    now = clock.now()
    unwelcome: list[dict[str, object]] = [
        {"confirmed_at": None},
        {"unsubscribed_at": now},
        {"failed_at": now},
        {"address": None},
        {"wants_letters": False},
    ]
    every = [posted(), *(posted(**kind) for kind in unwelcome)]
    changed = posted()
    order = previewed(mo)
    mo.decides(changed, "spam")
    assert "1 writer with a confirmed address" in mo.page(order)
    presses(mo, f"{order}/start", told=TOLD)
    assert letters() == [f"comment {every[0]}"]
    presses(mo, f"{order}/undoing")
    for comment_id in every:
        mo.decides(comment_id, "rejection", told=TOLD)
    assert letters() == [f"comment {every[0]}"]


def test_nothing_is_promised_where_no_letter_can_go(posted: Posted, mo: ModeratorAtWork) -> None:
    posted()
    order = previewed(mo)
    database.write(lambda s: s.execute(update(Thread).values(article_id="gone")).close())
    assert "None of them gets a letter" in mo.page(order)
    presses(mo, f"{order}/start", told=TOLD)
    assert letters() == []


def test_an_order_without_a_reason_takes_back_what_was_not_sent_yet(
    posted: Posted, mo: ModeratorAtWork
) -> None:
    mo.decides(posted(), "rejection", told=TOLD)
    assert len(letters()) == 1
    presses(mo, previewed(mo, "spam", "state=rejected") + "/start")
    assert letters() == []


def test_an_order_that_was_cut_off_writes_each_letter_once(
    posted: Posted, mo: ModeratorAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        posted()
    monkeypatch.setattr(orders, "BY_HAND", 0)
    monkeypatch.setattr(orders, "AT_ONCE", 2)
    order = previewed(mo)
    presses(mo, f"{order}/start", told=TOLD)
    presses(mo, f"{order}/start", told="Another reason.")
    for written in (2, 4, 5, 5):
        background.step()
        assert len(letters()) == written
    assert set(db.session.scalars(select(Decision.told))) == {TOLD}
    assert db.session.execute(select(BulkOrder.why, BulkOrder.told)).one() == ("", "")


def test_who_is_cut_off_between_a_decision_and_its_letter_did_neither(
    posted: Posted, mo: ModeratorAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in "ab":
        posted()
    monkeypatch.setattr(orders, "BY_HAND", 0)
    order = previewed(mo)
    presses(mo, f"{order}/start", told=TOLD)

    def cut_off(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO letter"):
            raise KeyboardInterrupt

    event.listen(db.engine, "after_cursor_execute", cut_off)
    with pytest.raises(KeyboardInterrupt):
        background.step()
    event.remove(db.engine, "after_cursor_execute", cut_off)
    assert (letters(), db.session.scalars(select(Decision.id)).all()) == ([], [])
    while background.step():
        pass
    assert len(letters()) == len(db.session.scalars(select(Decision.id)).all()) == 2


def test_what_is_too_long_is_asked_for_again_and_nothing_is_decided(
    posted: Posted, mo: ModeratorAtWork
) -> None:
    posted()
    order = previewed(mo)
    token = found(CSRF, mo.page(order))
    answer = mo.client.post(f"{order}/start", data={"csrf_token": token, "told": "x" * 501})
    assert (answer.status_code, "x" * 501 in answer.text) == (422, True)
    assert db.session.scalars(select(BulkOrder.begun_at)).one() is None


def test_who_is_published_is_told_no_reason(posted: Posted, mo: ModeratorAtWork) -> None:
    posted()
    order = previewed(mo, "approved")
    assert 'name="told"' not in mo.page(order)
    presses(mo, f"{order}/start", told=TOLD)
    assert db.session.scalars(select(Decision.told)).all() == [""]


def test_the_writers_of_a_campaign_are_told_too(posted: Posted, mo: ModeratorAtWork) -> None:
    ids = [posted(), posted()]
    rows = [{"comment_id": one, "version": 1, "campaign": ids[0]} for one in ids]
    database.write(lambda session: session.execute(insert(Assessment), rows).close())
    campaign = f"/moderation/campaigns/{ids[0]}"
    page = mo.page(campaign)
    assert "2 writers with a confirmed address" in page
    seen = found(SEEN, page)
    refused = mo.client.post(
        f"{campaign}/rejection",
        data={"csrf_token": found(CSRF, page), "seen": seen, "told": "x" * 501},
    )
    assert (refused.status_code, letters()) == (422, [])
    presses(mo, f"{campaign}/rejection", seen=seen, told=TOLD, why="a wave")
    assert letters() == [f"comment {one}" for one in ids]
    made = db.session.scalars(select(Decision)).all()
    whys = {(one.told, one.why, one.to_state) for one in made}
    assert whys == {(TOLD, f"Campaign {ids[0]}: a wave", State.REJECTED)}
    presses(mo, f"/moderation/campaigns/decisions/{made[0].bulk_id}/undoing")
    assert letters() == []
