"""Mistakes in words, counted as people make them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gloss.articles.search.spelling import MOST_OFFERED, distance, similar

KNOWN = {"tide": 9, "tides": 3, "tile": 9, "harbour": 2, "lighthouse": 1, "массаж": 4, "θάλασσα": 1}


def rows(statement: str, *values: object) -> list[tuple[str, int]]:
    """Answer as the index does, and offer every word where it compares beginnings."""
    is_exact = "IN" in statement
    return [(word, count) for word, count in KNOWN.items() if not is_exact or word in values]


@pytest.mark.parametrize(
    ("one", "other", "mistakes"),
    [
        ("tide", "tide", 0),
        ("tide", "tied", 1),
        ("tide", "tides", 1),
        ("tide", "ride", 1),
        ("tide", "ide", 1),
        ("lighthouse", "lihgthose", 2),
        ("", "abc", 3),
    ],
)
def test_neighbours_that_changed_places_are_one_mistake(
    one: str, other: str, mistakes: int
) -> None:
    assert distance(one, other) == distance(other, one) == mistakes


@given(some.text(max_size=12), some.text(max_size=12))
def test_words_are_as_far_apart_as_they_are_long_at_most(one: str, other: str) -> None:
    apart = distance(one, other)
    assert abs(len(one) - len(other)) <= apart <= max(len(one), len(other))
    assert (apart == 0) == (one == other)


def test_what_is_more_frequent_comes_first() -> None:
    assert similar(rows, "tidee") == ["tide", "tides"]
    assert similar(rows, "tids") == ["tide", "tides"]


def test_only_long_words_may_hold_two_mistakes() -> None:
    assert similar(rows, "lihgthuose") == ["lighthouse"]
    assert similar(rows, "tdes") == ["tides"]
    assert similar(rows, "haarbuor") == ["harbour"]
    assert similar(rows, "hrbr") == []


def test_words_of_any_script_are_corrected() -> None:
    assert similar(rows, "масаж") == ["массаж"]


@given(some.text(max_size=40))
def test_whatever_was_typed_a_few_words_are_offered_at_most(typed: str) -> None:
    assert len(similar(rows, typed)) <= MOST_OFFERED
