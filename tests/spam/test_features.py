"""Features: the same for what looks the same, and bounded whatever is sent."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gloss.spam.features import BITS, VERSION, features, tokens
from gloss.spam.signals import Submission


def of(text: str, name: str = "Ada") -> set[str]:
    return set(tokens(Submission(name, text), text))


@pytest.mark.parametrize(
    "disguise", ["ＢＵＹ ＮＯＷ", "b\u200buy n\u2060ow", "BUY   NOW", "𝐛𝐮𝐲 𝐧𝐨𝐰", "\u202ebuy now"]
)
def test_a_disguise_has_the_words_of_what_it_hides(disguise: str) -> None:
    plain = set(features(Submission("", "buy now")))
    assert len(plain & set(features(Submission("", disguise)))) > 0.7 * len(plain)


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("see https://www.deals.example/a?b", {"deals.example"}),
        ('<a href="http://deals.example:80/">x</a>', {"deals.example"}),
        ("go to deals.example now", {"deals.example"}),
        ("[url=http://a.example]b.example[/url]", {"a.example", "b.example"}),
        ("Nothing. Here is no link.", set()),
    ],
)
def test_hosts_are_found_however_a_link_is_written(text: str, hosts: set[str]) -> None:
    assert {token[5:] for token in of(text) if token.startswith("host:")} == hosts


def test_what_is_seen_without_reading_counts_too() -> None:
    seen = of("BUY NOW!!! 12345 ｗｏｗ\u200b https://a.example https://b.example")
    flags = {"links-2", "marks-3", "digits-3", "capitals-0", "invisible-1", "fancy-1"}
    assert {f"flag:{flag}" for flag in flags} <= seen


def test_a_word_of_two_scripts_is_seen() -> None:
    assert "flag:script-MIXED" in of("раypal")  # its first two letters are Cyrillic
    assert "flag:script-LATIN" in of("paypal")


def test_the_same_text_has_the_same_features_in_every_process() -> None:
    """If this fails, raise ``VERSION`` with the features, so that weights are learnt anew."""
    assert (VERSION, sum(features(Submission("Ada", "Buy now: deals.example")))) == (1, 11100927)


@given(st.text(), st.text())
def test_any_text_has_features_within_the_table(text: str, name: str) -> None:
    found = features(Submission(name, text))
    assert found
    assert all(0 <= place < 1 << BITS for place in found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("text", ["a.b-" * 5_000, "www." * 5_000, "ﷺ" * 20_000, "\u0301" * 20_000])
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    features(Submission("", text))
    assert time.process_time() - began < 0.5
