"""The language that a page speaks: English in the code, other languages in ``translations/``."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.support import LazyProxy, NullTranslations, Translations
from flask import Flask, g, has_app_context

from gloss import site

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"


def init_app(app: Flask) -> None:
    """Let templates say ``_("…")`` and ``{% trans %}``, as code does."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # of the extension
        gettext, ngettext, newstyle=True
    )


def spoken() -> str:
    """Return the language of what is being written: a page's own, else the site's."""
    return str(g.get("language") or site.current().language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write in ``language`` until the end of the block: a letter, or a page of its own language."""
    before = g.get("language")
    g.language = language
    try:
        yield
    finally:
        g.language = before


def gettext(message: str, **values: object) -> str:
    """Say an English ``message`` in the language spoken, with ``%(name)s`` filled in."""
    said = _spoken_catalogue().gettext(message)
    return said % values if values else said


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Say ``one`` or ``many``, or what the language spoken has for ``count``; see ``gettext``."""
    said = _spoken_catalogue().ngettext(one, many, count)
    return said % values if values else said


def lazy_gettext(message: str) -> LazyProxy:
    """Say ``message`` when it is shown: for labels and tables, which are written once."""
    return LazyProxy(gettext, message, enable_cache=False)


def _spoken_catalogue() -> NullTranslations:
    return _catalogue(spoken()) if has_app_context() else _catalogue("en")


@cache
def _catalogue(language: str) -> NullTranslations:
    """Read the catalogue of ``language``, of ``ru`` for ``ru-KZ``; what it lacks is English."""
    file = CATALOGUES / f"{language.partition('-')[0].lower()}.po"
    if not file.is_file():
        return NullTranslations()
    from babel.messages import mofile, pofile  # noqa: PLC0415 (an English site needs neither)

    compiled = BytesIO()
    with file.open("rb") as stream:
        mofile.write_mo(compiled, pofile.read_po(stream, abort_invalid=True))
    compiled.seek(0)
    return Translations(compiled)
