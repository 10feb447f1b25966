from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from gloss import language
from gloss.language import gettext, lazy_gettext, ngettext, stored, stored_count

RUSSIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: ru\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
"n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"

msgid "Send"
msgstr "Отправить"

msgid "Thank you, %(name)s"
msgstr "Спасибо, %(name)s"

msgid "%(num)d tide"
msgid_plural "%(num)d tides"
msgstr[0] "%(num)d прилив"
msgstr[1] "%(num)d прилива"
msgstr[2] "%(num)d приливов"
"""


@pytest.fixture(autouse=True)
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "ru.po").write_text(RUSSIAN)
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    language._catalogue.cache_clear()
    yield
    language._catalogue.cache_clear()


def test_what_no_catalogue_says_is_english(app: Flask) -> None:
    assert gettext("Send") == "Send"
    with language.speaking("de"):
        assert gettext("Thank you, %(name)s", name="Ada") == "Thank you, Ada"
    with language.speaking("ru"):
        assert gettext("Low water") == "Low water"


def test_a_language_has_as_many_plurals_as_it_wants(app: Flask) -> None:
    with language.speaking("ru-KZ"):
        said = [ngettext("%(num)d tide", "%(num)d tides", n, num=n) for n in (1, 3, 5, 21)]
    assert said == ["1 прилив", "3 прилива", "5 приливов", "21 прилив"]


def test_a_sentence_written_once_is_said_anew_in_each_language(app: Flask) -> None:
    label = lazy_gettext("Send")
    with language.speaking("ru"):
        assert str(label) == "Отправить"
    assert str(label) == "Send"


def test_templates_speak_it_and_escape_what_they_fill_in(app: Flask) -> None:
    template = "{{ _('Send') }} {% trans name='<b>' %}Thank you, {{ name }}{% endtrans %}"
    with language.speaking("ru"):
        assert render_template_string(template) == "Отправить Спасибо, &lt;b&gt;"


def test_the_language_before_comes_back_also_after_a_fault(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), language.speaking("ru"):
        raise ZeroDivisionError
    assert language.spoken() == "en"


def test_a_sentence_can_be_said_where_no_site_is_served() -> None:
    assert str(lazy_gettext("Send")) == "Send"


def test_gloss_speaks_the_language_of_a_page_only_if_it_can(app: Flask) -> None:
    with language.speaking("ru-KZ"):
        assert language.spoken() == "ru-KZ"
    with language.speaking("ar"):
        assert (language.of_page(), language.spoken()) == ("ar", "en")


def test_what_is_in_another_language_than_its_page_says_so(app: Flask) -> None:
    with language.speaking("ar"):
        assert language.marked("ar") == ""
        assert language.marked("en") == ' lang="en" dir="ltr"'
        assert language.in_our_words() == ' lang="en" dir="ltr"'
    with language.speaking("ru"):
        assert language.in_our_words() == ""
        assert language.marked("ar") == ' lang="ar" dir="rtl"'


@pytest.mark.parametrize(
    ("code", "way"),
    [("ar", "rtl"), ("he-IL", "rtl"), ("en", "ltr"), ("pa-Arab", "rtl"), ("ku-Latn-TR", "ltr")],
)
def test_the_language_and_its_script_decide_which_way_a_page_runs(code: str, way: str) -> None:
    assert language.direction(code) == way


@pytest.mark.parametrize(
    ("code", "name"),
    [("ru", "Русский"), ("ar", "العربية"), ("pt-BR", "Português (Brasil)"), ("tlh", "tlh")],
)
def test_a_language_is_named_by_those_who_speak_it(code: str, name: str) -> None:
    assert language.endonym(code) == name


def test_languages_that_are_made_up_fill_no_memory(app: Flask) -> None:
    for number in range(200):
        with language.speaking(f"x{number}"):
            assert gettext("Send") == "Send"
            assert str(language.locale()) == "en_GB"
    assert language._catalogue.cache_info().currsize <= language.KEPT
    assert language._locale.cache_info().currsize <= language.KEPT


def test_what_is_kept_in_english_is_said_when_it_is_shown(app: Flask, tmp_path: Path) -> None:
    with (tmp_path / "ru.po").open("a") as file:
        file.write('\nmsgid "holds %(number)s boats"\nmsgstr "лодок: %(number)s"\n')
    with language.speaking("ru"):
        assert language.said("Send") == "Отправить"
        assert language.said(stored("holds %(number)s boats") % {"number": 3}) == "лодок: 3"
        assert language.said("100 % of 3 boats") == "100 % of 3 boats"
    assert language.said("holds 3 boats") == "holds 3 boats"
    assert language.said_in("ru", "Send") == "Отправить"
    assert language.said_in("en", "Send") == "Send"


def test_what_is_kept_in_english_is_said_in_the_number_of_what_it_counts(
    app: Flask, tmp_path: Path
) -> None:
    kept = stored_count("after %(number)s wave", "after %(number)s waves")
    waves = "\n".join(
        f'msgstr[{n}] "%(number)s {w}"' for n, w in enumerate(("волна", "волны", "волн"))
    )
    with (tmp_path / "ru.po").open("a") as file:
        file.write(
            '\nmsgid "after %(number)s wave"\nmsgid_plural "after %(number)s waves"\n'
            + waves
            + "\n"
        )
    shown = [language.said(kept % {"number": number}) for number in (0, 1, 2)]
    assert shown == ["after 0 waves", "after 1 wave", "after 2 waves"]
    with language.speaking("ru"):
        assert language.said(kept % {"number": 1}) == "1 волна"
        assert language.said(kept % {"number": 5}) == "5 волн"
