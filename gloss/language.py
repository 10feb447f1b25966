"""The languages of a page: that of its text, and that in which Gloss itself speaks on it.

English is in the code, other languages are in ``translations/``.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.support import LazyProxy, NullTranslations, Translations
from flask import Flask, g, has_app_context
from markupsafe import Markup

from gloss import site

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
NUMBER = re.compile(r"\d+")
KEPT = 32  # catalogues and locales: made-up languages push out one another, and fill no memory
OF_THE_CODE = "en"

RIGHT_TO_LEFT = frozenset(
    {"ar", "arz", "ckb", "dv", "fa", "he", "ks", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_ONE_OF: dict[str, str] = {}  # the singular of each ``stored_count``

SCRIPT_LETTERS = 4  # of a subtag that names a script, as in az-Arab
SCRIPTS_RIGHT_TO_LEFT = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


def init_app(app: Flask) -> None:
    """Let templates say ``_("…")`` and ``{% trans %}``, as code does, and mark languages."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # of the extension
        gettext, ngettext, newstyle=True
    )
    app.jinja_env.globals.update(
        page_language=of_page, direction=direction, marked=marked, in_our_words=in_our_words
    )
    app.jinja_env.filters.update(endonym=endonym, said=said)


def of_page() -> str:
    """Return the language of what is being written: a page's own, else the site's."""
    if not has_app_context():
        return OF_THE_CODE
    return str(g.get("language") or site.current().language)


def spoken() -> str:
    """Return the language that Gloss speaks: the page's if it can, else the site's."""
    page = of_page()
    return page if _is_known(page) else site.current().language


def locale() -> Locale:
    """Return how numbers and dates are written in the language spoken; bare English, day first."""
    code = spoken()
    return (_locale(code) if code != OF_THE_CODE else None) or Locale("en", "GB")


def speak(language: str) -> None:
    """Write the rest of this request's page in ``language``; empty means the site's."""
    g.language = language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write in ``language`` until the end of the block: a letter, or a part of a page."""
    before = g.get("language")
    g.language = language
    try:
        yield
    finally:
        g.language = before


def direction(language: str) -> str:
    """Tell which way ``language`` runs, as HTML's ``dir`` wants it."""
    name, *rest = language.lower().split("-")
    scripts = [subtag for subtag in rest if len(subtag) == SCRIPT_LETTERS]
    is_rtl = scripts[0] in SCRIPTS_RIGHT_TO_LEFT if scripts else name in RIGHT_TO_LEFT
    return "rtl" if is_rtl else "ltr"


def marked(language: str) -> Markup:
    """Return the attributes of an element in ``language``; none, if that is the page's anyway."""
    if language == of_page():
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))


def in_our_words() -> Markup:
    """Return the attributes of an element in which Gloss speaks, on a page it cannot speak as."""
    ours = spoken() if _is_known(spoken()) else OF_THE_CODE
    return Markup() if _base(ours) == _base(of_page()) else marked(ours)


def endonym(language: str) -> str:
    """Name ``language`` as those call it who speak it: ``Русский``; a code nobody knows stays."""
    known = _locale(language)
    name = known.get_display_name(known) if known else None
    return name[0].upper() + name[1:] if name else language


def gettext(message: str, **values: object) -> str:
    """Say an English ``message`` in the language spoken, with ``%(name)s`` filled in."""
    said = _spoken_catalogue().gettext(message)
    return said % values if values else said


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Say ``one`` or ``many``, or what the language spoken has for ``count``; see ``gettext``."""
    said = _spoken_catalogue().ngettext(one, many, count)
    return said % values if values else said


def lazy_gettext(message: str) -> Any:  # stands for a str wherever one is shown
    """Say ``message`` when it is shown: for labels and tables, which are written once."""
    return LazyProxy(gettext, message, enable_cache=False)


def stored(message: str) -> str:
    """Mark a ``message`` that is kept in English, and that ``said`` says when it is shown."""
    return message


def stored_count(one: str, many: str) -> str:
    """Do the same for a message that counts something; it is kept as ``many``, whatever it counts.

    :param many: with ``%(number)s`` for how many there are; so has ``one``.
    """
    _ONE_OF[many] = one
    return many


def said(english: str) -> str:
    """Say what was kept in English; a number in it stands for the message's ``%(number)s``."""
    number = NUMBER.search(english)
    if not number:
        return gettext(english)
    message = english.replace(number[0], "%(number)s", 1)
    one = _ONE_OF.get(message)
    found = ngettext(one, message, int(number[0])) if one else gettext(message)
    return found.replace("%(number)s", number[0])


def said_in(language: str, message: str) -> str:
    """Say a stored ``message`` in ``language``; no request and no site is needed."""
    return _catalogue(_base(language)).gettext(message)


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


def _is_known(language: str) -> bool:
    return _base(language) == OF_THE_CODE or isinstance(_catalogue(_base(language)), Translations)


def _spoken_catalogue() -> NullTranslations:
    return _catalogue(_base(spoken()))


@lru_cache(KEPT)
def _catalogue(language: str) -> NullTranslations:
    """Read the catalogue of ``language``, such as ``ru``; what it lacks is English."""
    file = CATALOGUES / f"{language}.po"
    if not file.is_file():
        return NullTranslations()
    from babel.messages import mofile, pofile  # noqa: PLC0415 (an English site needs neither)

    compiled = BytesIO()
    with file.open("rb") as stream:
        mofile.write_mo(compiled, pofile.read_po(stream, abort_invalid=True))
    compiled.seek(0)
    return Translations(compiled)


@lru_cache(KEPT)
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
