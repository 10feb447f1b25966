"""A period of days, as every log asks for one; sent by GET, so that its address can be kept."""

from datetime import date, datetime, time, timedelta

from flask_wtf import FlaskForm
from wtforms import DateField
from wtforms.validators import Optional

from gloss import site
from gloss.language import lazy_gettext
from gloss.web.row_ids import row_id


class PeriodForm(FlaskForm):
    """From one day to another, both included; days that make no sense do not count."""

    class Meta:
        csrf = False  # it changes nothing

    since = DateField(lazy_gettext("From"), [Optional()])
    until = DateField(lazy_gettext("To"), [Optional()])

    def begins(self) -> datetime | None:
        """Return the moment from which on rows are wanted."""
        return _midnight(self.since.data)

    def ends(self) -> datetime | None:
        """Return the first moment of which none are wanted any more."""
        last = self.until.data
        return _midnight(last + timedelta(days=1)) if last and last < date.max else None

    def asked(self) -> dict[str, object]:
        """Return what was filled in, for the address of the next page."""
        return {name: value for name, value in self.data.items() if value}


def chosen_id(typed: str | None) -> int | None:
    """Read the id that was chosen from a list; ``None`` for what is none."""
    try:
        return row_id(typed or "")
    except ValueError:
        return None


def _midnight(day: date | None) -> datetime | None:
    """Return when ``day`` begins on this site; other zones need a day at both ends of time."""
    if day is None or not date.min.year < day.year < date.max.year:
        return None
    return datetime.combine(day, time(), site.current().zone)
