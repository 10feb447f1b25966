"""The model follows the decisions: taught, undone, built anew, and the same in every process."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from gloss import database
from gloss.comments.models import Comment, State
from gloss.database import db
from gloss.moderation import decisions
from gloss.moderation.suspicion import lessons
from gloss.moderation.suspicion.background import REBUILT_EVERY, SpamWork
from gloss.spam import kept
from gloss.spam.features import features
from gloss.spam.kept import Learnt, Reader
from gloss.spam.model import Model
from gloss.spam.signals import Submission
from tests.moderation.suspicion.history import (
    AD,
    NOON,
    NOTE,
    assessment,
    came,
    comment,
    decided,
    file,
    taught,
    worked,
)


def followed() -> Learnt:
    learnt = Learnt()
    while lessons.follow(db.session(), learnt):
        pass
    return learnt


def rebuilt() -> Learnt:
    db.session.rollback()
    return lessons.rebuilt(db.session(), NOON)


def same(one: Model, other: Model) -> bool:
    return (one.weights, one.squares, one.good, one.spam) == (
        other.weights,
        other.squares,
        other.good,
        other.spam,
    )


def asked(model: Model, text: str) -> float:
    return model.score(features(Submission("Ada", text)))


def test_approvals_and_spam_teach_and_rejections_do_not(mo: int) -> None:
    good, bad, rude = came("A note", "An ad", "A rude word")
    decided(good, decisions.approve, mo)
    decided(bad, decisions.mark_spam, mo)
    decided(rude, decisions.reject, mo)
    model = followed().model
    assert (model.good, model.spam) == (1, 1)
    assert asked(model, "rude word") == pytest.approx(0.5, abs=0.1)


def test_a_model_built_anew_is_the_one_that_learnt_in_order(mo: int) -> None:
    taught(mo, 5)
    assert same(rebuilt().model, followed().model)


@hypothesis_settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.sampled_from([decisions.approve, decisions.mark_spam, decisions.reject])))
def test_whatever_is_decided_the_counts_are_those_of_a_model_built_anew(
    mo: int, made: list[decisions.Decide]
) -> None:
    (one,) = came("Again and again")
    for decide in made:
        decided(one, decide, mo)
    anew, along = rebuilt().model, followed().model
    assert (anew.good, anew.spam) == (along.good, along.spam)


def test_undo_unlearns_at_once_and_exactly_when_built_anew(mo: int) -> None:
    taught(mo, 3)
    before = rebuilt().model
    (slip,) = came("Seals on the beach")
    made = decided(slip, decisions.mark_spam, mo)
    database.write(lambda s: decisions.undo(s, made, mo, NOON))
    assert same(rebuilt().model, before)
    at_once = followed().model
    assert (at_once.good, at_once.spam) == (before.good, before.spam)
    text = "Seals on the beach"
    assert asked(at_once, text) == pytest.approx(asked(before, text), abs=1e-3)


def test_what_gloss_decided_by_itself_teaches_nothing(mo: int) -> None:
    (one,) = came("Sent away by a rule")

    def by_itself(session: Session) -> int:
        return decisions.mark_spam(session, decisions.Seen(one, 1, None, "Rule 1"), NOON)

    made = database.write(by_itself)
    for model in (followed().model, rebuilt().model):
        assert (model.good, model.spam) == (0, 0)
    database.write(lambda s: decisions.undo(s, made, mo, NOON))
    assert (followed().model.spam, followed().model.good) == (0, 0)


def test_who_was_erased_is_in_no_model_built_anew(mo: int) -> None:
    taught(mo, 2)
    before = rebuilt().model
    (gone,) = came("My name and my story")
    decided(gone, decisions.approve, mo)
    erase = update(Comment).where(Comment.id == gone).values(text="", state=State.DELETED)
    database.write(lambda session: session.execute(erase) and None)
    assert same(rebuilt().model, before)


def test_there_is_no_score_before_enough_was_decided(mo: int) -> None:
    (first,) = came(AD.format("one"))
    work = worked()
    assert assessment(first).score is None
    taught(mo, 24)
    worked(work)
    assert assessment(first).score is None
    taught(mo, 1)
    worked(work)
    assert assessment(first).score == pytest.approx(1, abs=0.2)


def test_new_comments_are_scored_without_anybody_waiting_for_it(mo: int) -> None:
    taught(mo)
    work = worked()
    ad, note = came(AD.format("new"), NOTE.format("new"))
    worked(work)
    scores = [assessment(one).score for one in (ad, note)]
    assert scores[0] is not None
    assert scores[1] is not None
    assert scores[0] > 0.8
    assert scores[1] < 0.2


def test_every_process_reads_the_newest_model(mo: int) -> None:
    reader = Reader(file())
    assert reader.model().spam == 0
    taught(mo, 2)
    work = worked()
    assert reader.model().spam == 2
    assert reader.model() is reader.model()  # read once
    taught(mo, 1)
    worked(work)
    assert reader.model().spam == 3


def test_a_restart_goes_on_where_it_was(mo: int) -> None:
    taught(mo, 2)
    worked()
    first = kept.load(file())
    worked()
    again = kept.load(file())
    assert first is not None
    assert again is not None
    assert same(first.model, again.model)
    assert first.last_decision == again.last_decision == 4


def test_a_model_that_knows_nothing_is_made_once(mo: int) -> None:
    reader = Reader(file())
    assert reader.model() is reader.model()
    taught(mo, 2)
    worked()
    assert reader.model().spam == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:0],
        lambda content: content[:-1],
        lambda content: b"x" + content[1:],
        lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
    ],
)
def test_a_damaged_file_is_learnt_anew(mo: int, damage: Callable[[bytes], bytes]) -> None:
    taught(mo, 2)
    worked()
    whole = file().read_bytes()
    file().write_bytes(damage(whole))
    assert Reader(file()).model().spam == 0
    worked()
    assert file().read_bytes() == whole


def test_once_a_day_the_model_is_built_anew(mo: int) -> None:
    taught(mo, 2)
    (slip,) = came("Seals on the beach")
    made = decided(slip, decisions.mark_spam, mo)
    work = worked()
    database.write(lambda s: decisions.undo(s, made, mo, NOON))
    worked(work, NOON + REBUILT_EVERY - timedelta(seconds=1))
    nearly = kept.load(file())
    worked(work, NOON + REBUILT_EVERY)
    exactly = kept.load(file())
    assert nearly is not None
    assert exactly is not None
    assert not same(nearly.model, rebuilt().model)
    assert same(exactly.model, rebuilt().model)


def test_a_backup_that_was_brought_back_is_noticed(mo: int) -> None:
    taught(mo, 2)
    kept.save(file(), Learnt(last_decision=10_000, rebuilt_at=NOON))
    worked()
    learnt = kept.load(file())
    assert learnt is not None
    assert (learnt.model.spam, learnt.last_decision) == (2, 4)


def test_the_file_is_replaced_as_a_whole(mo: int, tmp_path: Path) -> None:
    target = tmp_path / "cache" / "spam.weights"
    for number in (1, 2):
        kept.save(target, Learnt(last_decision=number))
    assert [entry.name for entry in target.parent.iterdir()] == ["spam.weights"]


def test_a_comment_committed_late_is_still_looked_at(mo: int) -> None:
    early, late = came("Early, and not yet visible", "Late and visible at once")
    work = SpamWork(file())
    hidden = comment(early)
    assert hidden.state is State.PENDING
    database.write(
        lambda s: (
            s.execute(update(Comment).where(Comment.id == early).values(state=State.DELETED))
            and None
        )
    )
    worked(work)
    database.write(
        lambda s: (
            s.execute(update(Comment).where(Comment.id == early).values(state=State.PENDING))
            and None
        )
    )
    worked(work)
    assert assessment(early).comment_id == early
    assert assessment(late).comment_id == late
