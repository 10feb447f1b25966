"""The model: what it learns it can tell, and what it unlearns it knows no more."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gloss.spam.features import features
from gloss.spam.model import FEWEST_GOOD, FEWEST_SPAM, Model
from gloss.spam.signals import Submission

Taught = list[tuple[list[int], bool]]

TEXTS = st.text(min_size=1, max_size=40)
LESSONS = st.lists(st.tuples(TEXTS, st.booleans()), max_size=12)


def read(text: str) -> list[int]:
    return features(Submission("Eve", text))


def taught(*lessons: tuple[str, bool]) -> Model:
    model = Model()
    for text, is_spam in lessons:
        model.learn(read(text), is_spam=is_spam)
    return model


SPAM = [(f"Buy cheap watches number {n} at deals.example", True) for n in range(FEWEST_SPAM)]
GOOD = [(f"The tide on day {n} came later than you say", False) for n in range(FEWEST_GOOD)]


def test_who_learnt_nothing_takes_no_side() -> None:
    assert Model().score(read("Buy now")) == 0.5


def test_what_was_learnt_is_told_apart() -> None:
    model = taught(*chain(*zip(SPAM, GOOD, strict=True)))
    assert model.score(read("Cheap watches here")) > 0.8
    assert model.score(read("The tide came on another day")) < 0.2


@pytest.mark.parametrize(
    ("lessons", "is_ready"),
    [(SPAM[1:] + GOOD, False), (SPAM + GOOD[1:], False), (SPAM + GOOD, True)],
)
def test_there_is_no_verdict_before_enough_of_both(
    lessons: list[tuple[str, bool]], is_ready: bool
) -> None:
    assert taught(*lessons).is_ready is is_ready


@given(LESSONS, TEXTS, st.booleans())
def test_to_learn_and_unlearn_at_once_changes_nothing(
    lessons: list[tuple[str, bool]], text: str, is_spam: bool
) -> None:
    model, before = taught(*lessons), taught(*lessons)
    model.learn(read(text), is_spam=is_spam)
    model.unlearn(read(text), is_spam=is_spam)
    assert (model.good, model.spam) == (before.good, before.spam)
    for place in read(text):
        assert model.weights[place] == pytest.approx(before.weights[place], abs=1e-4)
        assert model.squares[place] == pytest.approx(before.squares[place], abs=1e-6)


def test_what_is_unlearnt_later_is_nearly_forgotten() -> None:
    with_it = taught(("Pills for everybody", True), *SPAM, *GOOD)
    with_it.unlearn(read("Pills for everybody"), is_spam=True)
    without_it = taught(*SPAM, *GOOD)
    asked = read("Pills")
    assert with_it.score(asked) == pytest.approx(without_it.score(asked), abs=0.1)


@given(st.lists(st.tuples(TEXTS, st.booleans()), max_size=8))
def test_more_undone_than_done_breaks_nothing(undone: list[tuple[str, bool]]) -> None:
    model = Model()
    for text, is_spam in undone:
        model.unlearn(read(text), is_spam=is_spam)
    assert (model.good, model.spam) == (0, 0)
    assert 0 <= model.score(read("Anything")) <= 1
