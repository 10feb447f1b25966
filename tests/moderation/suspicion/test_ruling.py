"""Rules: tried on history, in force for what comes, counted with what people made of it."""

import pytest

from gloss import database
from gloss.comments import revising
from gloss.comments.models import State
from gloss.comments.revising import Wording
from gloss.database import db
from gloss.moderation import decisions
from gloss.moderation.models import Rule
from gloss.moderation.suspicion import ruling
from gloss.moderation.suspicion.background import CHANGES_EVERY
from gloss.moderation.suspicion.ruling import Draft, Preview, Record
from gloss.spam.rules import Action, Invalid, Kind
from gloss.spam.signals import Submission
from tests.moderation.suspicion.history import (
    NOON,
    assessment,
    came,
    comment,
    decided,
    last_decision,
    states,
    worked,
)


def rule(by: int, value: str, action: Action = Action.SPAM, kind: Kind = Kind.WORD) -> int:
    return database.write(lambda s: ruling.write(s, Draft(kind, value, action), by, NOON))


def tried(value: str, kind: Kind = Kind.WORD) -> Preview:
    db.session.rollback()
    return ruling.preview(db.session(), Draft(kind, value, Action.SPAM))


def record(rule_id: int) -> Record:
    db.session.rollback()
    return ruling.records(db.session())[rule_id]


def test_a_rule_is_tried_on_history_before_it_counts(mo: int) -> None:
    fair, ad, _ = came("A casino once stood here", "Best casino", "The tide")
    decided(fair, decisions.approve, mo)
    decided(ad, decisions.mark_spam, mo)
    found = tried("casino")
    assert (found.tried, found.count) == (3, 2)
    assert found.hits == {State.APPROVED: 1, State.SPAM: 1}
    assert [c.id for c in found.examples] == [ad, fair]
    assert states(fair, ad) == [State.APPROVED, State.SPAM]


def test_a_rule_that_matches_everything_is_known_for_it(mo: int) -> None:
    """Attack 45."""
    came("One", "Two", "Three")
    assert tried(".*", Kind.PATTERN).is_everything
    assert tried(".*", Kind.PATTERN).is_broad
    assert not tried("two").is_everything
    assert not tried("four").is_broad


def test_a_rule_that_matches_much_is_known_for_it_too(mo: int) -> None:
    came("tide one", "tide two", "three", "four", "five")
    assert tried("tide").is_broad
    assert not tried("tide").is_everything


def test_what_a_spam_rule_matches_goes_to_spam_and_can_be_brought_back(mo: int) -> None:
    ours = rule(mo, "casino")
    ad, fair = came("Best casino", "The tide")
    worked()
    assert states(ad, fair) == [State.SPAM, State.PENDING]
    made = last_decision(ad)
    assert (made.moderator_id, made.why) == (None, f"Rule {ours}: word “casino”")
    assert assessment(ad).rule_id == ours
    database.write(lambda s: decisions.undo(s, made.id, mo, NOON))
    assert states(ad) == [State.PENDING]
    worked()
    assert states(ad) == [State.PENDING]  # once was enough


def test_a_text_that_its_writer_changed_is_looked_at_anew(mo: int) -> None:
    rule(mo, "casino")
    (one,) = came("The tide at our pier")
    work = worked()
    casino = Wording("Ada", "Best casino")
    database.write(lambda s: revising.edit(s, one, casino, NOON))
    worked(work, NOON + CHANGES_EVERY)
    assert states(one) == [State.SPAM]
    made = last_decision(one)
    database.write(lambda s: decisions.undo(s, made.id, mo, NOON))
    worked(work, NOON + 2 * CHANGES_EVERY)
    assert states(one) == [State.PENDING]  # a decision is no change of the text


def test_a_rule_is_for_what_comes_and_changes_nothing_before(mo: int) -> None:
    (before,) = came("Best casino")
    work = worked()
    rule(mo, "casino")
    worked(work)
    assert states(before) == [State.PENDING]


@pytest.mark.parametrize("action", [Action.HOLD, Action.ALLOW])
def test_other_rules_leave_a_comment_where_it_waits(mo: int, action: Action) -> None:
    ours = rule(mo, "casino", action)
    (one,) = came("Best casino")
    worked()
    assert states(one) == [State.PENDING]
    assert assessment(one).rule_id == ours


def test_an_exception_protects_from_a_refusal(mo: int) -> None:
    rule(mo, "casino")
    rule(mo, "Ada", Action.ALLOW, Kind.NAME)
    (one,) = came("Best casino")
    worked()
    assert states(one) == [State.PENDING]


def test_somebody_who_was_faster_is_not_overruled(mo: int) -> None:
    rule(mo, "casino")
    (one,) = came("Best casino")
    decided(one, decisions.approve, mo)
    worked()
    assert states(one) == [State.APPROVED]


@pytest.mark.parametrize(
    ("action", "decide", "reversals"),
    [
        (Action.HOLD, decisions.approve, 1),
        (Action.HOLD, decisions.mark_spam, 0),
        (Action.ALLOW, decisions.mark_spam, 1),
        (Action.ALLOW, decisions.reject, 1),
        (Action.ALLOW, decisions.approve, 0),
    ],
)
def test_hits_are_counted_and_what_people_decided_otherwise(
    mo: int, action: Action, decide: decisions.Decide, reversals: int
) -> None:
    ours = rule(mo, "casino", action)
    one, _ = came("Best casino", "No casino")
    worked()
    decided(one, decide, mo)
    assert record(ours) == Record(hits=2, reversals=reversals)


def test_a_spam_rule_whose_hit_is_approved_is_reversed(mo: int) -> None:
    ours = rule(mo, "casino")
    (one,) = came("Best casino")
    worked()
    decided(one, decisions.approve, mo)
    assert record(ours) == Record(1, 1)
    assert comment(one).state is State.APPROVED


def test_a_retired_rule_counts_no_more_and_keeps_what_it_did(mo: int) -> None:
    ours = rule(mo, "casino")
    came("Best casino")
    work = worked()
    assert database.write(lambda s: ruling.retire(s, ours, mo, NOON))
    (later,) = came("Another casino")
    worked(work)
    assert states(later) == [State.PENDING]
    assert record(ours).hits == 1
    assert not database.write(lambda s: ruling.retire(s, 4_000, mo, NOON))


def test_the_same_rule_twice_is_one(mo: int) -> None:
    assert rule(mo, "casino") == rule(mo, "casino")
    assert rule(mo, "casino") != rule(mo, "casino", Action.HOLD)


def test_there_is_a_most_of_rules(mo: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruling, "MOST_IN_FORCE", 2)
    rule(mo, "one")
    rule(mo, "two")
    with pytest.raises(ruling.TooMany):
        rule(mo, "three")


def test_a_rule_of_another_release_that_cannot_be_read_stops_nothing(mo: int) -> None:
    database.write(
        lambda s: s.add(
            Rule(
                kind=Kind.PATTERN,
                value="(?=ahead)",
                action=Action.SPAM,
                made_by_id=mo,
                made_at=NOON,
            )
        )
    )
    rule(mo, "casino")
    (one,) = came("Best casino")
    worked()
    assert states(one) == [State.SPAM]


def test_an_invalid_value_cannot_be_tried(mo: int) -> None:
    with pytest.raises(Invalid):
        tried("[", Kind.PATTERN)


def test_others_can_ask_for_the_verdict(mo: int) -> None:
    rule(mo, "casino", Action.ALLOW)
    found = ruling.verdict(db.session(), Submission("Bo", "Best casino"))
    assert found is not None
    assert found.action is Action.ALLOW
    assert ruling.verdict(db.session(), Submission("Bo", "The tide")) is None
