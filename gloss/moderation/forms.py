"""What a moderator sends: which version was seen, and why it was decided so."""

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from gloss.comments.forms import mailbox, stripped
from gloss.comments.models import LONGEST_EMAIL
from gloss.comments.revising import SeenRevision
from gloss.language import lazy_gettext as _
from gloss.moderation.decisions import Seen

LONGEST_WHY = 500
READY_REASONS = (  # what is said most often, offered to be picked
    _("It is not about the subject of this page."),
    _("It attacks somebody instead of what they say."),
    _("It advertises something."),
    _("It gives medical advice that could do harm."),
    _("It tells private things about somebody."),
    _("It says what other comments here say already."),
)


class DecisionForm(FlaskForm):
    """One of the buttons under a comment."""

    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    origin = HiddenField()  # the state whose list to go back to; empty: the queue
    why = StringField("Reason, for the log (optional)", [Length(max=LONGEST_WHY)])
    told = StringField(
        _("What the writer is told, if you refuse (optional)"),
        [Length(max=LONGEST_WHY)],
    )

    def seen(self, comment_id: int, by: int) -> Seen:
        """Return what the moderator ``by`` decided on; only after ``validate``."""
        return Seen(
            comment_id, self.version.data or 0, by, self.why.data or "", self.told.data or ""
        )

    def seen_change(self, revision_id: int, by: int) -> SeenRevision:
        """Return what the moderator ``by`` decided on, of a change; only after ``validate``."""
        seen = self.seen(0, by)
        return SeenRevision(revision_id, seen.version, by, seen.why, seen.told)


class DigestForm(FlaskForm):
    """Where a moderator wants to be told that comments wait."""

    address = EmailField(
        _("Your e-mail address"),
        [
            InputRequired(_("Write an address like name@example.org.")),
            Length(max=LONGEST_EMAIL),
            mailbox,
        ],
        filters=[stripped],
    )
