"""Answers: humane to how they were typed, strict about what was meant."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from gloss.captcha import challenge
from gloss.captcha.answers import LETTERS, MOST_CHARACTERS, fold, is_one_of
from gloss.clock import now

MEANT = "CEH369"


@pytest.mark.parametrize(
    "typed",
    [
        "ceh369",
        " C E H 3 6 9 ",
        "ＣＥＨ３６９",
        "\u202eCEH369\u202c",
        "C\u200bE\u00adH\ufeff369",
        "С\u0415\u041d369",
        "се\u043d369",
        "C\u0395\u0397369",
        "CEH\u0663\u0666\u0669",
        "CEH-369.",
        "CEH³⁶⁹",
    ],
    ids=ascii,
)
def test_what_was_meant_counts_and_not_how_it_was_typed(typed: str) -> None:
    """Case 12: case, width, spaces, invisible marks, other keyboards."""
    assert is_one_of(typed, MEANT)


@pytest.mark.parametrize("typed", ["CEH36", "CEH3699", "CEH366", "EEH369", "369CEH", "", "ıEH369"])
def test_one_wrong_character_is_wrong(typed: str) -> None:
    assert not is_one_of(typed, MEANT)


@pytest.mark.parametrize("typed", [None, 7, b"CEH369", ["CEH369"], MEANT + " " * MOST_CHARACTERS])
def test_what_is_no_text_or_far_too_long_is_wrong(typed: object) -> None:
    """Case 4: lists and a megabyte."""
    assert not is_one_of(typed, MEANT)


@given(st.text(max_size=MOST_CHARACTERS))
def test_folding_any_text_leaves_letters_and_digits_and_twice_is_once(typed: str) -> None:
    folded = fold(typed)
    assert folded == "" or folded.isalnum()
    if len(folded) <= MOST_CHARACTERS:
        assert fold(folded) == folded


@given(st.text(LETTERS, min_size=6, max_size=6))
def test_an_answer_is_its_own_fold(answer: str) -> None:
    assert fold(answer) == answer
    assert is_one_of(answer.lower(), answer)


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_text_is_taken_as_an_answer_without_a_fault(signing: Flask, typed: str) -> None:
    shown = challenge.issue("tides", "comment", now())
    assert shown.accepts(typed) == (fold(typed) in {shown.picture_answer, shown.sound_answer})


def test_the_picture_and_its_sound_are_both_accepted(signing: Flask) -> None:
    shown = challenge.issue("tides", "comment", now())
    assert shown.accepts(shown.picture_answer.lower())
    assert shown.accepts(shown.sound_answer)
    assert not shown.accepts("")
