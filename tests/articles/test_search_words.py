"""How words are compared: case, accents, forms and scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gloss.articles.search.words import Language, run_pattern

ENGLISH = Language("en")


def terms(text: str, language: Language = ENGLISH) -> list[str]:
    return [term for run in run_pattern().findall(text) for term in language.terms(run)]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Tides", "tide"),
        ("en", "café", "CAFE"),
        ("en", "массажа", "массаж"),
        ("ru", "массажами", "Массаж"),
        ("ru", "ёлка", "елка"),
        ("ru", "за\u0301мок", "замок"),
        ("ru", "running", "runs"),
        ("de", "Häuser", "haus"),
        ("de", "Straße", "STRASSE"),
        ("fr", "élèves", "eleve"),
        ("es-MX", "canción", "canciones"),
        ("el", "Θάλασσας", "θαλασσα"),
        ("ar", "الكِتَاب", "كتاب"),
        ("tr", "İstanbul", "istanbul"),
        ("en", "ＡＢＣ１２３", "abc123"),
        ("ja", "ｶﾞｽ", "ガス"),
        ("uk", "їжак", "ЇЖАК"),
        ("hi", "किताबें", "किताब"),
        ("en", "ﬁnd", "find"),
    ],
)
def test_forms_of_one_word_are_one(language: str, one: str, other: str) -> None:
    assert terms(one, Language(language)) == terms(other, Language(language))


@pytest.mark.parametrize(
    ("one", "other"), [("йод", "иод"), ("tide", "tied"), ("їжак", "іжак"), ("5", "6"), ("海", "月")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_scripts_without_spaces_are_cut_into_pairs() -> None:
    assert terms("海と月 ABC") == ["海と", "と月", "月", "abc"]


@given(some.text())
def test_every_term_is_one_word_for_fts5(text: str) -> None:
    for term in terms(text):
        assert term
        assert not any(sign.isascii() and not sign.isalnum() for sign in term)


def test_a_monster_is_cut() -> None:
    assert len(terms("x" * 1_000_000)[0]) <= 64
