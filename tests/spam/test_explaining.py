"""Explanations: what weighs most, in words that a person finds in the comment."""

import pytest

from gloss.spam.explaining import Weighing, explain
from gloss.spam.features import features
from gloss.spam.flags import described
from gloss.spam.model import Model
from gloss.spam.signals import Submission


@pytest.fixture
def model() -> Model:
    model = Model()
    for number in range(30):
        spam = Submission("Casino Bonus", f"Free spins {number}: https://spins.example")
        good = Submission("Ada", f"The tide came {number} minutes later")
        model.learn(features(spam), is_spam=True)
        model.learn(features(good), is_spam=False)
    return model


def told(model: Model, text: str, name: str = "Bo") -> dict[str, bool]:
    return {str(w): w.is_for_spam for w in explain(model, Submission(name, text))}


def test_words_hosts_and_names_are_told_with_their_direction(model: Model) -> None:
    assert told(model, "The tide")["the word “tide”"] is False
    assert told(model, "spins.example")["a link to spins.example"] is True
    assert "“casino” in the name" in told(model, "x", "Casino")


def test_the_strongest_comes_first(model: Model) -> None:
    shares = [abs(w.share) for w in explain(model, Submission("Ada", "Free spins, tide"))]
    assert shares == sorted(shares, reverse=True)
    assert shares


def test_a_link_is_told_once_and_not_word_by_word(model: Model) -> None:
    said = told(model, "https://spins.example")
    assert "a link to spins.example" in said
    assert not {"the word “https”", "the word “spins”", "the word “example”"} & set(said)


def test_nobody_who_learnt_nothing_explains() -> None:
    assert explain(Model(), Submission("Ada", "Free spins")) == []


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("length-7", "a length of 64 characters or more"),
        ("links-0", "no links"),
        ("links-1", "one link"),
        ("links-3", "3 links or more"),
        ("marks-0", "no exclamation marks"),
        ("digits-3", "4 digits or more"),
        ("capitals-0", "few capitals"),
        ("capitals-4", "many capitals"),
        ("script-MIXED", "letters of several alphabets"),
        ("script-LATIN", "its alphabet (Latin)"),
        ("invisible-1", "invisible characters"),
        ("fancy-1", "letters in disguise"),
    ],
)
def test_flags_are_said_in_plain_words(flag: str, words: str) -> None:
    assert described(flag) == words
    assert str(Weighing("flag", flag, 1.0)) == words
