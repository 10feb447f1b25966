"""Rules: what each kind matches, which one counts, and that no pattern takes long."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gloss.spam.rules import Action, Invalid, Kind, Rule, matcher, verdict
from gloss.spam.signals import Submission

POWER = "a{1000}" * 20


def matches(kind: Kind, value: str, text: str = "", name: str = "Ada", network: str = "") -> bool:
    return matcher(kind, value)(Submission(name, text, network=network))


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("casino", "The best CASINO!", True),
        ("casino", "ｃａｓｉｎｏ", True),
        ("casino", "ca\u200bsino", True),
        ("casino", "casinos", False),
        ("free spins", "Get free, spins", True),
        ("free spins", "free of spins", False),
        ("無料", "今すぐ無料で登録", True),
    ],
)
def test_words_are_found_as_wholes_in_any_disguise(value: str, text: str, expected: bool) -> None:
    assert matches(Kind.WORD, value, text) is expected


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("deals.example", "https://deals.example/x", True),
        ("https://www.deals.example/page", "see deals.example", True),
        ("deals.example", "http://shop.deals.example", True),
        ("deals.example", "http://gooddeals.example", False),
        ("deals.example", "http://deals.example.org", False),
        ("münchen.example", "https://MÜNCHEN.example/", True),
    ],
)
def test_a_link_is_known_by_its_host_and_what_is_below_it(
    value: str, text: str, expected: bool
) -> None:
    assert matches(Kind.LINK, value, text) is expected


def test_names_and_networks() -> None:
    assert matches(Kind.NAME, "cheap deals", name="Cheap Deals 24")
    assert not matches(Kind.NAME, "cheap", text="cheap", name="Ada")
    assert matches(Kind.NETWORK, " abc ", network="abc")
    assert not matches(Kind.NETWORK, "abc", network="abcd")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (r"\d{4,}", "call 12345"),
        ("free.{0,5}spins", "FREE of spins"),
        ("win", "ｗｉｎ"),
        ("é$", "café"),
    ],
)
def test_patterns_look_at_what_was_typed_and_at_what_it_hides(value: str, text: str) -> None:
    assert matches(Kind.PATTERN, value, text)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.PATTERN, "["),
        (Kind.PATTERN, r"(a)\1"),
        (Kind.PATTERN, "(?=x)"),
        (Kind.PATTERN, "(a{500}){500}"),
        (Kind.PATTERN, POWER),
        (Kind.PATTERN, " "),
        (Kind.PATTERN, "x" * 301),
        (Kind.WORD, "!!!"),
        (Kind.NAME, ""),
        (Kind.LINK, "nonsense"),
        (Kind.LINK, "http://[::1"),
        (Kind.LINK, "https://user:secret@"),
        (Kind.NETWORK, " "),
        (Kind.NAME, "Ada\0"),
        (Kind.PATTERN, "a\nb"),
    ],
)
def test_what_nothing_can_be_compared_with_is_refused_with_a_reason(kind: Kind, value: str) -> None:
    with pytest.raises(Invalid, match=r"\.$"):
        matcher(kind, value)


@pytest.mark.parametrize(
    "value", ["(a+)+$", "(a|aa)*b", "(.*)*x", "(a*)*(a*)*b", "(?:a?){30}a{30}"]
)
def test_no_pattern_takes_long(value: str) -> None:
    """Attack 44: such patterns take a backtracking engine years."""
    began = time.process_time()
    matches(Kind.PATTERN, value, "a" * 20_000 + "!")
    assert time.process_time() - began < 1


def test_an_exception_comes_before_a_refusal_and_that_before_a_halt() -> None:
    hold = Rule(1, Kind.WORD, "tide", Action.HOLD)
    refuse = Rule(2, Kind.WORD, "tide", Action.SPAM)
    allow = Rule(3, Kind.NAME, "ada", Action.ALLOW)
    sent = Submission("Ada", "The tide")
    assert verdict([hold, refuse, allow], sent) == allow
    assert verdict([hold, refuse], sent) == refuse
    assert verdict([hold], sent) == hold
    assert verdict([hold], Submission("Bo", "The moon")) is None
    assert verdict([], sent) is None


@given(st.sampled_from(Kind), st.text(max_size=320), st.text())
def test_any_value_is_refused_or_compared(kind: Kind, value: str, text: str) -> None:
    with suppress(Invalid):
        assert matches(kind, value, text, name=text, network=text) in {True, False}
