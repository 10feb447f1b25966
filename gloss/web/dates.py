"""Dates as the site's readers write them, in the site's language and time zone."""

from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from flask import Flask

from gloss import site

KEPT_MOMENTS = 2_048  # a page that is rendered anew mostly shows the same ones


def init_app(app: Flask) -> None:
    """Offer the filters ``day``, ``day_of_year`` and ``moment`` to templates."""
    app.jinja_env.filters.update(day=day, day_of_year=day_of_year, moment=moment)


def day(value: date | datetime) -> str:
    """Write a day in words: ``23 November 2026``."""
    here = value.astimezone(site.current().zone) if isinstance(value, datetime) else value
    return format_date(here, format="long", locale=_locale())


def day_of_year(value: datetime) -> str:
    """Write a day briefly where its year is known: ``23 Nov``."""
    return format_skeleton("MMMd", value, tzinfo=site.current().zone, locale=_locale())


def moment(value: datetime) -> str:
    """Write a moment in words and digits: ``23 November 2026 at 09:30``."""
    here = site.current()
    return _moment(value, here.zone, _locale())


@lru_cache(maxsize=KEPT_MOMENTS)
def _moment(value: datetime, zone: ZoneInfo, locale: Locale) -> str:
    return format_datetime(value, format="d MMMM yyyy, HH:mm", tzinfo=zone, locale=locale)


def _locale() -> Locale:
    return _of_language(site.current().language)


@cache
def _of_language(language: str) -> Locale:
    """Return the locale; bare English means the day-first kind that most readers use."""
    return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))
