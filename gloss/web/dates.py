"""Dates as the site's readers write them, in the site's language and time zone."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_skeleton
from flask import Flask

from gloss import site


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
    return format_datetime(
        value, format="d MMMM yyyy, HH:mm", tzinfo=site.current().zone, locale=_locale()
    )


def _locale() -> str:
    """Name the locale of the site; bare English means the day-first kind that most readers use."""
    language = site.current().language.replace("-", "_")
    return "en_GB" if language == "en" else language
