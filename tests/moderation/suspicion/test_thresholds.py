"""The threshold: none by default, chosen by a person, and honest about what it would have done."""

import pytest
from sqlalchemy import update

from gloss import database
from gloss.comments.models import State
from gloss.database import db
from gloss.moderation import decisions
from gloss.moderation.models import Assessment
from gloss.moderation.suspicion import ruling, thresholds
from gloss.moderation.suspicion.ruling import Draft
from gloss.moderation.suspicion.thresholds import Outcome
from gloss.spam.rules import Action, Kind
from tests.moderation.suspicion.history import (
    AD,
    NOON,
    NOTE,
    came,
    decided,
    last_decision,
    states,
    taught,
    worked,
)


def choose(score: float | None, by: int) -> None:
    database.write(lambda s: thresholds.choose(s, score, by, NOON))


def outcome(score: float) -> Outcome:
    db.session.rollback()
    return next(o for o in thresholds.outcomes(db.session()) if o.score == score)


def scored(scores: list[float], decide: decisions.Decide, by: int) -> None:
    """Let comments come that have these scores, and be decided."""
    ids = came(*(f"{decide.__name__} {n}" for n in range(len(scores))))
    worked()
    for one, score in zip(ids, scores, strict=True):
        change = update(Assessment).where(Assessment.comment_id == one).values(score=score)
        database.write(lambda s, change=change: s.execute(change) and None)  # type: ignore[misc]
        decided(one, decide, by)


def test_by_default_nothing_goes_away_by_itself(mo: int) -> None:
    taught(mo)
    work = worked()
    ads = came(AD.format("x"), AD.format("y"))
    worked(work)
    assert states(*ads) == [State.PENDING] * 2
    assert thresholds.current(db.session()) is None


def test_above_a_chosen_threshold_a_comment_goes_to_spam_undoably(mo: int) -> None:
    taught(mo)
    work = worked()
    choose(0.8, mo)
    ad, note = came(AD.format("x"), NOTE.format("x"))
    worked(work)
    assert states(ad, note) == [State.SPAM, State.PENDING]
    made = last_decision(ad)
    assert made.moderator_id is None
    assert made.why.startswith("Score ")
    assert [c.id for c in thresholds.sent_away(db.session())] == [ad]
    database.write(lambda s: decisions.undo(s, made.id, mo, NOON))
    worked(work)
    assert states(ad) == [State.PENDING]
    assert thresholds.sent_away(db.session()) == []


def test_a_threshold_is_for_what_comes(mo: int) -> None:
    taught(mo)
    (before,) = came(AD.format("before"))
    work = worked()
    choose(0.5, mo)
    worked(work)
    assert states(before) == [State.PENDING]


def test_an_exception_protects_from_the_threshold(mo: int) -> None:
    taught(mo)
    draft = Draft(Kind.NAME, "Ada", Action.ALLOW)
    database.write(lambda s: ruling.write(s, draft, mo, NOON))
    choose(0.5, mo)
    (ad,) = came(AD.format("x"))
    worked()
    assert states(ad) == [State.PENDING]


def test_a_choice_can_be_taken_back_and_stays_in_the_list(mo: int) -> None:
    choose(0.9, mo)
    choose(None, mo)
    assert thresholds.current(db.session()) is None
    made = [(c.score, c.moderator_id) for c in thresholds.choices(db.session())]
    assert made == [(None, mo), (0.9, mo)]


def test_only_what_is_offered_can_be_chosen(mo: int) -> None:
    with pytest.raises(ValueError, match=r"0\.1"):
        choose(0.1, mo)


def test_the_past_is_judged_by_the_scores_of_before(mo: int) -> None:
    scored([0.2, 0.55, 0.97], decisions.approve, mo)
    scored([0.3, 0.85, 0.99, 0.99], decisions.mark_spam, mo)
    scored([0.99], decisions.reject, mo)
    assert outcome(0.5) == Outcome(0.5, wrongly_held=2, rightly_held=3, let_through=1, judged=7)
    assert outcome(0.95) == Outcome(0.95, wrongly_held=1, rightly_held=2, let_through=2, judged=7)
    assert outcome(0.99) == Outcome(0.99, wrongly_held=0, rightly_held=2, let_through=2, judged=7)


def test_what_was_undone_is_not_judged(mo: int) -> None:
    scored([0.97], decisions.approve, mo)
    made = last_decision(1)
    database.write(lambda s: decisions.undo(s, made.id, mo, NOON))
    assert outcome(0.5) == Outcome(0.5, 0, 0, 0, 0)


def test_what_gloss_sent_away_by_itself_is_not_judged(mo: int) -> None:
    taught(mo)
    work = worked()
    choose(0.5, mo)
    came(AD.format("x"))
    worked(work)
    assert outcome(0.5) == Outcome(0.5, 0, 0, 0, 0)
