"""Signals name what looks suspicious, in plain words, and nothing where nothing does."""

import pytest

from gloss.spam.signals import Submission, reasons


def sent(text: str = "A fair point.", name: str = "Ada", **changed: object) -> list[str]:
    plain = {"honeypot": "", "seconds_taken": 60.0} | changed
    return reasons(Submission(author_name=name, text=text, **plain))  # type: ignore[arg-type]


def test_a_fair_comment_raises_no_suspicion() -> None:
    assert sent() == []


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (sent(honeypot="x"), "filled the hidden field"),
        (sent(name="buy.example https://buy.example"), "the name holds a link"),
        (sent("http://a http://b www.c"), "holds 3 links"),
        (sent(seconds_taken=1.2), "sent 1 seconds after the form was opened"),
        (sent("pay\u200bpal"), "holds invisible characters"),
        (sent("THIS IS THE BEST OFFER EVER MADE"), "mostly capitals"),
    ],
)
def test_each_signal_is_named_in_plain_words(found: list[str], reason: str) -> None:
    assert found == [reason]


@pytest.mark.parametrize(
    "text", ["See http://a and http://b", "NASA and UNESCO", "ΕΛΛΑΔΑ", "これは良い記事です", ""]
)
def test_what_fair_comments_do_is_no_signal(text: str) -> None:
    assert sent(text) == []


def test_the_strongest_signal_comes_first() -> None:
    assert sent("http://a http://b http://c", honeypot="x")[0] == "filled the hidden field"
