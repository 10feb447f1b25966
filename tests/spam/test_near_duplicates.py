"""Near duplicates: found however a text was mutated, and nothing that is merely alike."""

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gloss.spam.near_duplicates import are_near, keys, shingles

AD = (
    "I was broke until I met Doctor Harris, who showed me how to trade. Write to him at "
    "harris@deals.example and thank me later, he will double your money in a week, as he did mine"
)
NOTE = "The tide at our pier came a little later than the table says, by some twenty minutes or so"
WORDS = NOTE.split()


def mutated(text: str, random: Random) -> str:
    """Change one word in ten, as those who spread a text do."""
    return " ".join(random.choice(WORDS) if random.random() < 0.1 else w for w in text.split())


def found(one: str, other: str) -> bool:
    shares_key = set(keys(shingles(one))) & set(keys(shingles(other)))
    return bool(shares_key) and are_near(shingles(one), shingles(other))


@pytest.mark.parametrize(
    "copy", [AD, AD.upper(), f"{AD} !!!", AD.replace(" ", "  "), AD.replace("a", "a\u200b")]
)
def test_a_copy_in_disguise_is_found(copy: str) -> None:
    assert found(AD, copy)


def test_most_mutated_copies_are_found() -> None:
    random = Random(1)
    copies = [mutated(AD, random) for _ in range(200)]
    assert sum(found(AD, copy) for copy in copies) >= 160


def test_what_only_shares_words_is_not_near() -> None:
    assert not found(AD, NOTE)
    assert not found(NOTE, "The table says that the pier came later than our tide, by minutes")


@pytest.mark.parametrize(
    "text", ["", "Thank you!", "👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍", "so " * 5]
)
def test_what_people_say_by_chance_is_no_campaign(text: str) -> None:
    assert keys(shingles(text)) == []


def test_keys_are_the_same_in_every_process_and_fit_a_row() -> None:
    ours = keys(shingles(AD))
    assert len(ours) == 16
    assert ours[0] == 244894625699561824
    assert all(-(2**63) <= key < 2**63 for key in ours)


@given(st.text())
def test_any_text_is_near_itself_or_has_no_keys(text: str) -> None:
    assert found(text, text) or not keys(shingles(text))


def test_a_long_text_takes_some_milliseconds() -> None:
    text = "".join(Random(2).choices("abcdefghij klmnop", k=50_000))
    began = time.process_time()
    keys(shingles(text))
    assert time.process_time() - began < 0.3
