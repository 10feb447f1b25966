"""A challenge's life: read back as it was issued, or refused."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from gloss.captcha import challenge
from gloss.captcha.answers import DIGITS, LETTERS
from gloss.captcha.challenge import (
    CLOCK_SKEW,
    LIFETIME,
    Challenge,
    Expired,
    Foreign,
    Missing,
    Refused,
)
from gloss.settings import Settings

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
KEY = "k" * 40
OTHER_KEY = "o" * 40

pytestmark = pytest.mark.usefixtures("signing")
in_one_application = examples(suppress_health_check=[HealthCheck.function_scoped_fixture])
ANYTHING = st.one_of(
    st.text(), st.none(), st.binary(), st.lists(st.text()), st.dictionaries(st.text(), st.text())
)


def issued(subject: str = "tides", purpose: str = "comment") -> Challenge:
    return challenge.issue(subject, purpose, NOON)


def read(token: object, now: datetime = NOON) -> Challenge:
    return challenge.read(token, "tides", "comment", now)


def an_application(folder: Path, *secret_keys: str) -> Flask:
    app = Flask("captcha")
    Settings.of(instance_dir=folder, secret_keys=secret_keys).init_app(app)
    return app


def test_a_challenge_is_read_back_as_it_was_issued() -> None:
    shown = issued()
    assert read(shown.token) == shown
    assert read(shown.token).picture_answer == shown.picture_answer


def test_answers_are_six_characters_of_their_alphabets_and_differ_between_challenges() -> None:
    several = [issued() for _ in range(50)]
    assert all(len(c.picture_answer) == len(c.sound_answer) == 6 for c in several)
    assert set("".join(c.picture_answer for c in several)) == set(LETTERS)
    assert set("".join(c.sound_answer for c in several)) == set(DIGITS)
    assert len({c.picture_answer for c in several}) == 50


def test_no_answer_and_no_key_is_in_the_token_or_in_a_log_line() -> None:
    shown = issued()
    said = f"{shown!r} {shown}"
    for secret in (shown.picture_answer, shown.sound_answer, shown.derived("receipt"), KEY):
        assert secret not in said


def test_a_derived_secret_depends_on_label_and_challenge_and_is_stable() -> None:
    shown = issued()
    assert shown.derived("receipt") == read(shown.token).derived("receipt")
    others = {shown.derived("other"), issued().derived("receipt"), shown.picture_answer}
    assert shown.derived("receipt") not in others
    assert len(shown.derived("receipt")) == 43


def test_it_lasts_two_hours_and_not_a_second_longer() -> None:
    token = issued().token
    assert read(token, NOON + LIFETIME - A_SECOND)
    with pytest.raises(Expired):
        read(token, NOON + LIFETIME)


def test_a_clock_that_jumps_is_survived_or_refused_kindly() -> None:
    """Case 18 of the security cases: an hour either way, and the skew between two nodes."""
    token = issued().token
    assert read(token, NOON + timedelta(hours=1))
    assert read(token, NOON - CLOCK_SKEW)
    with pytest.raises(Expired):
        read(token, NOON - timedelta(hours=1))


@pytest.mark.parametrize("nothing", [None, "", [], {}, b""])
def test_nothing_is_missing(nothing: object) -> None:
    with pytest.raises(Missing):
        read(nothing)


GARBAGE = {
    "megabyte": "a" * 1_000_000,
    "dot": ".",
    "NUL": "\0",
    "umlauts": "ÄÖ.ü",
    "half": "\ud800",
    "list": ["token"],
    "dict": {"a": 1},
    "bytes": b"token",
    "number": 7,
    "compressed": ".eJw.x",
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_foreign(garbage: object) -> None:
    with pytest.raises(Foreign):
        read(garbage)


@in_one_application
@given(ANYTHING)
def test_whatever_is_sent_as_a_token_is_refused_and_nothing_else(sent: object) -> None:
    with pytest.raises(Refused):
        read(sent)


@in_one_application
@given(st.data())
def test_a_token_with_one_other_character_is_foreign(data: st.DataObject) -> None:
    token = issued().token
    place = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.characters())
    assume(token[place] != character)
    with pytest.raises(Foreign):
        read(token[:place] + character + token[place + 1 :])


@in_one_application
@given(st.integers(0, 200), st.text(min_size=1, max_size=3))
def test_a_token_with_something_added_or_cut_off_is_foreign(place: int, added: str) -> None:
    token = issued().token
    for altered in (token[:place] + added + token[place:], token[: place % len(token)] or "x"):
        with pytest.raises(Foreign):
            read(altered)


@in_one_application
@given(st.integers(1, 200))
def test_two_tokens_spliced_are_foreign(place: int) -> None:
    """Case 10: bytes moved between the parts of signed texts."""
    one, other = issued().token, issued().token
    spliced = one[: place % len(one)] + other[place % len(one) :]
    assume(spliced not in {one, other})
    with pytest.raises(Foreign):
        read(spliced)


@in_one_application
@given(st.text(), st.text())
def test_a_token_is_good_for_its_own_subject_and_purpose_only(subject: str, purpose: str) -> None:
    """Cases 7, 9 and 10: another article, another purpose, or a character moved between them."""
    assume((subject, purpose) != ("tides", "comment"))
    with pytest.raises(Foreign):
        challenge.read(issued().token, subject, purpose, NOON)
    with pytest.raises(Foreign):
        read(issued(subject, purpose).token)


def test_a_character_moved_from_the_subject_to_the_purpose_is_noticed() -> None:
    with pytest.raises(Foreign):
        challenge.read(issued("tides", "comment").token, "tide", "scomment", NOON)


def test_what_was_signed_for_another_use_is_foreign() -> None:
    """Case 49: each kind of token is good for its own use."""
    with pytest.raises(Foreign):
        read(URLSafeSerializer(KEY, salt="sign-in").dumps(["nonce", 0, "binding"]))


def test_an_older_key_still_verifies_and_still_tells_the_answer(tmp_path: Path) -> None:
    with an_application(tmp_path, KEY).app_context():
        shown = issued()
    with an_application(tmp_path, OTHER_KEY, KEY).app_context():
        assert read(shown.token).picture_answer == shown.picture_answer
        newer = issued()
    with an_application(tmp_path, OTHER_KEY).app_context():
        assert read(newer.token) == newer


def test_a_challenge_of_another_installation_is_foreign(tmp_path: Path) -> None:
    with an_application(tmp_path, OTHER_KEY).app_context():
        theirs = issued()
    with pytest.raises(Foreign):
        read(theirs.token)
