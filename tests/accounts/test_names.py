"""Names: which are one, and which are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gloss.accounts import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mo", "mO"),
        ("Mo", " Mo\u00a0"),
        ("Mo", "Ｍｏ"),
        ("Mo", "M\u200bo"),
        ("Zoe\u0301", "ZO\u00c9"),
        ("Straße", "STRASSE"),
        ("Мария Кюри", "мария  кюри"),
    ],
)
def test_what_people_take_for_one_name_is_one(one: str, other: str) -> None:
    assert names.key(one) == names.key(other)


def test_different_names_stay_different() -> None:
    assert len({names.key(name) for name in ("Mo", "Moe", "Мо", "M o")}) == 4


@pytest.mark.parametrize("good", ["Mo", "Мария Кюри", "علی‌رضا", "山田", "O'Neill-Ñandú", "x" * 80])
def test_names_of_all_scripts_are_good(good: str) -> None:
    assert names.flaw(good) is None


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("", "Write a name"),
        (" \u200b ", "Write a name"),
        ("Mo\0", "cannot be shown"),
        ("M\no", "cannot be shown"),
        ("\ufffd", "cannot be shown"),
        ("x" * 81, "at most 80"),
        ("\ufdfa" * 80, "at most 80"),
    ],
)
def test_what_is_no_name_is_refused_with_the_reason(bad: str, why: str) -> None:
    assert why in (names.flaw(bad) or "")


def test_bytes_of_a_terminal_that_are_no_text_are_refused() -> None:
    typed = b"M\x80".decode(errors="surrogateescape")
    assert "cannot be shown" in (names.flaw(typed) or "")


@given(st.text())
def test_a_shown_name_has_the_key_of_the_typed_one(typed: str) -> None:
    assert names.key(names.clean(typed)) == names.key(typed)
    assert names.clean(names.clean(typed)) == names.clean(typed)
