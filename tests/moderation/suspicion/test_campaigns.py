"""Campaigns: grouped off the posting path, decided at once, taken back at once."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from gloss import database
from gloss.comments.models import Comment, State, Thread
from gloss.comments.receipts import personal_data, withdrawing
from gloss.database import db
from gloss.moderation import bulk, decisions
from gloss.moderation.bulk import Order, Part
from gloss.moderation.decisions import Seen
from gloss.moderation.models import NearKey
from gloss.moderation.suspicion import campaigns
from gloss.moderation.suspicion.campaigns import Campaign
from tests.cast import registered
from tests.moderation.suspicion.history import (
    AD,
    NOON,
    assessment,
    came,
    comment,
    decided,
    last_decision,
    states,
    worked,
)


def ads(number: int, start: int = 0) -> list[int]:
    """Send the same text from as many networks, with a number in each."""
    return [came(AD.format(n), network=f"n{n}")[0] for n in range(start, start + number)]


def keyed() -> set[int]:
    db.session.rollback()
    return set(db.session.scalars(select(NearKey.comment_id)))


def waiting() -> list[Campaign]:
    db.session.rollback()
    return campaigns.waiting(db.session())


def done(order: Order) -> Part:
    """Carry an order out, part by part, as the page does."""
    result = Part(order.bulk_id, 0)
    for part in list(bulk.parts(db.session(), order)):
        one = database.write(partial(bulk.decide, part=part.of(result.bulk_id), now=NOON))
        result = Part(one.bulk_id, result.decided + one.decided)
    return result


def seen(ids: list[int], by: int) -> list[Seen]:
    return [Seen(one, comment(one).version, by) for one in ids]


def undone(bulk_id: int, by: int) -> int:
    db.session.rollback()
    return sum(done(order).decided for order in bulk.undoing(db.session(), bulk_id, by, NOON))


def test_near_duplicates_that_wait_are_one_campaign(mo: int) -> None:
    ours = ads(5)
    came("The tide at our pier came a little later than you say")
    worked()
    assert waiting() == [Campaign(ours[0], 5, 5)]
    assert [c.id for c in campaigns.members(db.session(), ours[0])] == ours


def test_a_campaign_goes_on_with_what_comes_later(mo: int) -> None:
    ours = ads(2)
    work = worked()
    ours += ads(2, start=10)
    worked(work)
    assert waiting() == [Campaign(ours[0], 4, 4)]


def test_a_comment_like_those_of_two_campaigns_makes_them_one(mo: int) -> None:
    words = [f"{n}lorem{n * n}" for n in range(40)]
    one, between, other = (" ".join(words[start : start + 30]) for start in (0, 5, 10))
    ours = came(one, one, other, other)
    work = worked()
    assert len(waiting()) == 2
    ours += came(between)
    worked(work)
    assert {assessment(c).campaign for c in ours} == {ours[0]}


def test_what_waits_no_more_is_counted_apart(mo: int) -> None:
    ours = ads(3)
    worked()
    decided(ours[0], decisions.mark_spam, mo)
    assert waiting() == [Campaign(ours[0], 2, 2)]
    assert campaigns.decided(db.session(), ours[0]) == {State.SPAM: 1}
    assert campaigns.of(db.session(), ours[1]) == Campaign(ours[0], 2, 2)
    decided(ours[1], decisions.mark_spam, mo)
    assert campaigns.of(db.session(), ours[2]) is None


def test_keys_of_deleted_and_of_old_comments_are_forgotten(mo: int) -> None:
    old, waits, gone = ads(3)
    worked()
    decided(old, decisions.mark_spam, mo)
    database.write(lambda s: campaigns.sweep(s, NOON + campaigns.KEPT))
    assert keyed() == {old, waits, gone}
    erase = update(Comment).where(Comment.id == gone).values(text="", state=State.DELETED)
    database.write(lambda s: s.execute(erase) and None)
    database.write(lambda s: campaigns.sweep(s, NOON))
    assert keyed() == {old, waits}
    database.write(lambda s: campaigns.sweep(s, NOON + campaigns.KEPT + timedelta(seconds=1)))
    assert keyed() == {waits}


def test_a_text_that_many_sent_before_costs_no_more(mo: int) -> None:
    ours = ads(campaigns.MOST_CANDIDATES + 15)
    worked()
    assert waiting() == [Campaign(ours[0], len(ours), len(ours))]


@pytest.mark.parametrize("to", [State.SPAM, State.REJECTED, State.APPROVED])
def test_one_decision_serves_all_and_one_undo_takes_it_back(mo: int, to: State) -> None:
    ours = ads(4)
    made = done(Order(seen(ours, mo), to, {}))
    assert made.decided == 4
    assert made.bulk_id is not None
    assert states(*ours) == [to] * 4
    assert {last_decision(one).bulk_id for one in ours} == {made.bulk_id}
    assert {last_decision(one).moderator_id for one in ours} == {mo}
    assert db.session.get_one(Thread, 1).approved_count == (4 if to is State.APPROVED else 0)
    assert undone(made.bulk_id, mo) == 4
    assert states(*ours) == [State.PENDING] * 4
    assert comment(ours[0]).thread.approved_count == 0
    assert last_decision(ours[0]).undoes_id is not None


def test_who_changed_meanwhile_is_left_alone(mo: int) -> None:
    ours = ads(3)
    as_seen = seen(ours, mo)
    decided(ours[1], decisions.approve, registered("Mia", NOON))
    made = done(Order(as_seen, State.SPAM, {}))
    assert made.decided == 2
    assert states(*ours) == [State.SPAM, State.APPROVED, State.SPAM]


def test_undo_leaves_alone_what_was_decided_since(mo: int) -> None:
    ours = ads(3)
    made = done(Order(seen(ours, mo), State.SPAM, {}))
    decided(ours[2], decisions.approve, registered("Mia", NOON))
    assert made.bulk_id is not None
    assert undone(made.bulk_id, mo) == 2
    assert states(*ours) == [State.PENDING, State.PENDING, State.APPROVED]


def test_what_its_writer_withdrew_or_erased_is_decided_by_nobody(mo: int) -> None:
    ids = ads(2)
    database.write(lambda session: withdrawing.withdraw(session, ids[0], NOON))
    database.write(lambda session: personal_data.erase(session, [ids[1]], NOON))
    for to in (State.SPAM, State.REJECTED, State.APPROVED):
        assert done(Order(seen(ids, mo), to, {})).decided == 0
    assert states(*ids) == [State.DELETED, State.DELETED]


def test_twice_the_same_decides_once(mo: int) -> None:
    ours = ads(3)
    order = Order(seen(ours, mo), State.SPAM, {})
    assert [done(order).decided, done(order).decided] == [3, 0]


def test_what_does_not_exist_is_left_out(mo: int) -> None:
    (one,) = came("A note that exists")
    order = Order([Seen(one, 1, mo), Seen(4_000, 1, mo)], State.REJECTED, {})
    assert done(order).decided == 1
