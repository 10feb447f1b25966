"""Which files are versions of one article, and what is said where that is not clear."""

from pathlib import Path

import pytest

from gloss.articles import file_names
from gloss.articles.library import Library
from tests.cast import an_article


def groups(library: Library) -> set[tuple[str, ...]]:
    """Return the slugs of the versions of each work."""
    library.refresh()
    versions = map(library.snapshot._translations.versions, library.snapshot.articles.values())
    return {tuple(article.slug for article in them) for them in versions if them}


def said(library: Library) -> list[tuple[str, str]]:
    return [(problem.path, problem.message) for problem in library.problems()]


@pytest.mark.parametrize(
    ("name", "language", "original"),
    [
        ("tides.ru", "ru", "tides"),
        ("2026-05-01-tides.pt-BR", "pt-BR", "tides"),
        ("tides.zh-Hant", "zh-Hant", "tides"),
        ("node.js", "", ""),
        ("release.v2", "", ""),
        ("tides.RU", "", ""),
        ("tides.ru.bak", "", ""),
        (".ru", "", ""),
    ],
)
def test_a_name_ends_with_a_language_only_if_there_is_such_a_one(
    name: str, language: str, original: str
) -> None:
    found = file_names.read(name)
    assert (found.language, found.original) == (language, original)


def test_the_site_s_language_comes_first_and_then_by_code(folder: Path, library: Library) -> None:
    for name in ("tides.ru", "tides.de", "tides"):
        an_article(folder, name)
    assert groups(library) == {("tides", "tides-de", "tides-ru")}


def test_versions_may_point_at_each_other_in_a_ring(folder: Path, library: Library) -> None:
    an_article(folder, "tides", translation_of="prilivy")
    an_article(folder, "prilivy", language="ru", translation_of="tides")
    an_article(folder, "gezeiten", language="de", translation_of="gezeiten")
    assert groups(library) == {("tides", "prilivy")}


def test_a_version_of_a_version_is_one_of_the_work(folder: Path, library: Library) -> None:
    an_article(folder, "tides")
    an_article(folder, "prilivy", language="ru", translation_of="tides")
    an_article(folder, "gezeiten", language="de", translation_of="prilivy")
    assert groups(library) == {("tides", "gezeiten", "prilivy")}


def test_of_two_in_one_language_the_first_is_the_version(folder: Path, library: Library) -> None:
    an_article(folder, "tides")
    an_article(folder, "tides.ru")
    an_article(folder, "tides-again", language="ru", translation_of="tides")
    assert groups(library) == {("tides", "tides-ru")}
    message = "content/tides.ru.md is in the same language and translates the same"
    assert said(library) == [("content/tides-again.md", message)]
    assert library.snapshot.contents["content/tides-again.md"].slug == "tides-again"


def test_a_draft_keeps_the_addresses_of_others_as_they_will_be(
    folder: Path, library: Library
) -> None:
    an_article(folder, "a", Slug="tides", draft="true")
    an_article(folder, "a-ru", Slug="tides", Lang="ru")
    assert groups(library) == {("tides", "tides-ru")}


def test_two_files_of_one_slug_and_language_are_told_as_ever(
    folder: Path, library: Library
) -> None:
    an_article(folder, "a", Slug="tides", Lang="en")
    an_article(folder, "b", Slug="tides")
    assert groups(library) == set()
    assert said(library) == [
        ("content/b.md", "its address 'tides' belongs to content/a.md"),
    ]


@pytest.mark.parametrize(
    ("typed", "language"),
    [("ru", "ru"), ("pt_br", "pt-BR"), ("ZH-hant", "zh-Hant"), ('"no"', "no"), ("no", "no")],
)
def test_codes_of_languages_are_spelt_alike(
    folder: Path, library: Library, typed: str, language: str
) -> None:
    file = an_article(folder, "tides", language=typed)
    library.refresh()
    (article,) = library.snapshot.articles.values()
    assert (article.language, said(library)) == (language, []), file


@pytest.mark.parametrize("typed", ["english", "e", "en us", "[ru, en]", "русский", "en-"])
def test_what_is_no_code_is_left_out_with_a_warning(
    folder: Path, library: Library, typed: str
) -> None:
    an_article(folder, "tides", language=typed)
    library.refresh()
    (article,) = library.snapshot.articles.values()
    (problem,) = library.problems()
    assert (article.language, problem.is_error) == ("", False)
    assert problem.message.startswith("language is left out:")


def test_a_name_of_a_language_is_not_trusted_over_what_the_file_says(
    folder: Path, library: Library
) -> None:
    an_article(folder, "tides.ru", language="uk")
    library.refresh()
    (article,) = library.snapshot.articles.values()
    assert article.language == "uk"
