"""What a reader may say about a comment. Shape only; no token, for the page is the same for all."""

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import Optional, StopValidation

from gloss.comments.forms import AtMost, readable, stripped, with_plain_line_ends
from gloss.comments.reports.models import Complaint
from gloss.language import gettext, lazy_gettext

LONGEST_WORDS = 1_000


def one_of_them(form: "ReportForm", _field: Field) -> None:
    """Ask for one of the complaints that are offered."""
    if form.chosen() is None:
        raise StopValidation(gettext("Choose what is wrong with the comment."))


class ReportForm(FlaskForm):
    """One complaint, and a few words if the reader likes."""

    class Meta:
        csrf = False

    complaint = StringField(
        lazy_gettext("What is wrong with it?"), [one_of_them], id="report.complaint"
    )
    words = TextAreaField(
        lazy_gettext("In your own words"),
        [Optional(), AtMost(LONGEST_WORDS), readable],
        filters=[with_plain_line_ends, stripped],
        id="report.words",
    )
    website = StringField(lazy_gettext("Leave this empty"), id="report.website")  # the honeypot

    def __init__(self) -> None:
        """Read the form of the present request; JSON and query strings are not forms."""
        super().__init__(formdata=request.form)

    def chosen(self) -> Complaint | None:
        """Return the complaint that was chosen, if one was."""
        return next((one for one in Complaint if one.value == self.complaint.data), None)
