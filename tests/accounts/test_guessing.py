"""Passwords that others would try first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gloss.accounts import guessing

OURS = ["Tidewater", "Mo Lindqvist"]


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password1234!",
        "letmeinletmein",
        "qwertyuiop12",
        "1q2w3e4r5t6y",
        "123456789012",
        "abcabcabcabcabc",
        "Tidewater2026",
        "TIDEWATER tidewater",
        "ＴＩＤＥＷＡＴＥＲ ｍｏ ２６",
        "mo lindqvist mo",
        "Mo Lindqvist 1",
        "monkeymonkey",
    ],
)
def test_what_others_would_try_first_is_refused(password: str) -> None:
    assert guessing.flaw(password, OURS)


@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple", "a brand new sentence", "кит под дождём", "qz!7Wk-0pLxv"],
)
def test_a_sentence_of_ones_own_is_taken(password: str) -> None:
    assert guessing.flaw(password, OURS) is None


def test_a_name_of_one_letter_forbids_no_sentence() -> None:
    assert guessing.flaw("a brand new sentence", ["a", "e", "n"]) is None


@given(st.text(min_size=12, max_size=200))
def test_any_text_gets_an_answer(password: str) -> None:
    flaw = guessing.flaw(password, OURS)
    assert flaw is None or "Use four or five words" in flaw
