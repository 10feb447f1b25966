"""Dates and numbers as readers write them: in the language spoken, in the site's time zone."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import format_decimal
from flask import Flask
from markupsafe import Markup

from gloss import language, site

A_MINUTE = timedelta(minutes=1)
KEPT_MOMENTS = 2_048  # a page that is rendered anew mostly shows the same ones


def init_app(app: Flask) -> None:
    """Offer what is below as filters to templates."""
    filters = (day, day_html, duration, day_of_year, moment, moment_html, number)
    app.jinja_env.filters.update({write.__name__: write for write in filters})


def day(value: date | datetime) -> str:
    """Write a day in words: ``23 November 2026``."""
    here = value.astimezone(site.current().zone) if isinstance(value, datetime) else value
    return format_date(here, format="long", locale=language.locale())


def day_html(value: date | datetime) -> Markup:
    """Write a day in words, for people and for programs."""
    return _element(value, day(value))


def duration(value: timedelta) -> str:
    """Write how long something takes, in its largest unit: ``5 hours``."""
    return format_timedelta(max(value, A_MINUTE), locale=language.locale())


def day_of_year(value: datetime) -> str:
    """Write a day briefly where its year is known: ``23 Nov``."""
    zone = site.current().zone
    return format_skeleton("MMMd", value, tzinfo=zone, locale=language.locale())


def moment(value: datetime) -> str:
    """Write a moment in words and digits: ``23 November 2026, 09:30``."""
    return _moment(value, site.current().zone, language.locale())


def moment_html(value: datetime) -> Markup:
    """Write a moment in words and digits, for people and for programs."""
    return _element(value, moment(value))


def number(value: int) -> str:
    """Write a number with its thousands apart: ``5,000``."""
    return str(format_decimal(value, locale=language.locale()))


def _element(value: date | datetime, words: str) -> Markup:
    whole = value.replace(microsecond=0) if isinstance(value, datetime) else value
    return Markup('<time datetime="{}">{}</time>').format(whole.isoformat(), words)


@lru_cache(maxsize=KEPT_MOMENTS)
def _moment(value: datetime, zone: ZoneInfo, locale: Locale) -> str:
    return format_datetime(value, format="d MMMM yyyy, HH:mm", tzinfo=zone, locale=locale)
