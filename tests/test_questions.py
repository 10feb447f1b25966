"""Questions in words: what passes for an answer, and what a publisher may not write."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gloss.questions import Question, folded
from gloss.settings import SettingsError
from gloss.site import Site


def a_question(answer: str, ask: str = "?", language: str = "") -> Question:
    return Question(ask=ask, answers=(answer,), language=language)


def an_english_site(*questions: Question) -> Site:
    return Site.model_validate({"language": "en", "questions": questions})


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("COW", "cow"),
        ("  c o w.", "cow"),
        ("ｃｏｗ", "cow"),
        ("\u200fcow\u200e", "cow"),
        ("CAFE", "café"),
        ("café", "cafe"),
        ("Strasse", "Straße"),
        ("ISTANBUL", "İstanbul"),
        ("ıstanbul", "Istanbul"),
        ("smorrebrod", "smørrebrød"),
        ("ελλαδα", "Ελλάδα"),
        ("ежик", "Ёжик"),
        ("كتاب", "كِتَاب"),
        ("שלום", "שָׁלוֹם"),
        ("٧", "7"),
        ("北京", "北京。"),
    ],
)
def test_an_answer_passes_however_it_is_typed(typed: str, accepted: str) -> None:
    assert a_question(accepted).accepts(typed)


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("cows", "cow"),
        ("", "cow"),
        ("カ", "ガ"),
        ("कल", "काल"),
        ("cow" * 30, "cow"),
        ("c0w", "cow"),
    ],
)
def test_another_word_does_not_pass(typed: str, accepted: str) -> None:
    assert not a_question(accepted).accepts(typed)


@pytest.mark.parametrize("sent", [None, 7, [], {}, ["cow"], b"cow"])
def test_what_is_no_text_does_not_pass(sent: object) -> None:
    assert not a_question("cow").accepts(sent)


@given(st.text(max_size=64))
def test_folding_twice_changes_nothing_more(typed: str) -> None:
    once = folded(typed)
    assert len(once) > 64 or folded(once) == once


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        ("", "questions.0.ask"),
        ('ask = "?"', "questions.0.answers"),
        ('ask = "?"\nanswers = []', "questions.0.answers"),
        ('ask = "?"\nanswers = "cow"', "questions.0.answers"),
        ('ask = "?"\nanswers = ["cow", " …"]', "an answer needs a letter or a digit"),
        ('ask = "?"\nanswers = ["' + "x" * 65 + '"]', "an answer may have 64 characters"),
        ('ask = "?"\nanswers = ["x"]\nlanguage = "English!"', "questions.0.language"),
        ('ask = "?"\nanswers = ["x"]\nanswer = "y"', "questions.0.answer"),
        (f'ask = "{"?" * 201}"\nanswers = ["x"]', "questions.0.ask"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_at_start(
    tmp_path: Path, toml: str, line: str
) -> None:
    file = tmp_path / "site.toml"
    file.write_text(f"[[questions]]\n{toml}\n")
    with pytest.raises(SettingsError, match=line) as refused:
        Site.read(file)
    assert "\n" not in str(refused.value)


def test_who_reads_another_language_is_asked_in_it_or_else_in_the_sites() -> None:
    asked = {"": "moo?", "de": "Muh?", "pt": "Mu?"}
    questions = tuple(a_question("x", a, tag) for tag, a in asked.items())
    site = an_english_site(*questions)
    wanted = ("en", "en-GB", "de", "pt-BR", "ja", "")
    heard = [[q.ask for q in site.questions_in(language)] for language in wanted]
    assert heard == [["moo?"], ["moo?"], ["Muh?"], ["Mu?"], ["moo?"], ["moo?"]]


def test_a_site_without_questions_in_its_own_language_asks_nobody_in_a_foreign_one() -> None:
    site = an_english_site(a_question("x", language="de"))
    assert site.questions_in("en") == ()
