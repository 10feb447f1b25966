"""What a moderator sends: which version was seen, and why it was decided so."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than types
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from gloss.accounts.forms import InvitationForm
from gloss.accounts.models import Moderator
from gloss.comments.editing import Edit
from gloss.comments.forms import AtMost, mailbox, readable, stripped, with_plain_line_ends
from gloss.comments.models import LONGEST_EMAIL, State
from gloss.comments.rendering import LONGEST_TEXT
from gloss.comments.replying import SiteReply
from gloss.comments.revising import SeenRevision
from gloss.language import lazy_gettext as _
from gloss.language import said
from gloss.moderation.decisions import Seen
from gloss.moderation.people_data import Person
from gloss.moderation.records import Wanted
from gloss.web.forms import PeriodForm, chosen_id
from gloss.web.row_ids import LARGEST

LONGEST_WHY = 500
NOBODY = "nobody"  # in place of a moderator's id
READY_REASONS = (  # what is said most often, offered to be picked
    _("It is not about the subject of this page."),
    _("It attacks somebody instead of what they say."),
    _("It advertises something."),
    _("It gives medical advice that could do harm."),
    _("It tells private things about somebody."),
    _("It says what other comments here say already."),
)


class ReasonForm(FlaskForm):
    """Why something is decided: for the log, and for who wrote it."""

    why = StringField(_("Reason, for the log (optional)"), [Length(max=LONGEST_WHY)])
    told = StringField(
        _("What the writer is told, if you refuse (optional)"),
        [Length(max=LONGEST_WHY)],
    )

    def reason(self) -> tuple[str, str]:
        """Return why, and what the writer is told; only after ``validate``."""
        return self.why.data or "", self.told.data or ""


class DecisionForm(ReasonForm):
    """One of the buttons under a comment."""

    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    origin = HiddenField()  # the filters of the queue to go on in
    newest_report = IntegerField(
        validators=[Optional(), NumberRange(0, LARGEST)], widget=HiddenInput()
    )

    def seen(self, comment_id: int, by: int) -> Seen:
        """Return what the moderator ``by`` decided on; only after ``validate``."""
        return Seen(
            comment_id,
            self.version.data or 0,
            by,
            *self.reason(),
            newest_report=self.newest_report.data,
        )

    def seen_change(self, revision_id: int, by: int) -> SeenRevision:
        """Return what the moderator ``by`` decided on, of a change; only after ``validate``."""
        seen = self.seen(0, by)
        return SeenRevision(revision_id, seen.version, by, seen.why, seen.told)


class ReplyForm(DecisionForm):
    """An answer as the site, which also approves what it answers."""

    text = TextAreaField(
        _("Your answer, under your own name"),
        [InputRequired(_("Write the answer first.")), AtMost(LONGEST_TEXT)],
        filters=[stripped, with_plain_line_ends],
        id="reply-text",
    )

    def reply(self, comment_id: int, by: int) -> SiteReply:
        """Return the answer of the moderator ``by``; only after ``validate``."""
        return SiteReply(comment_id, by, self.text.data or "")


class EditForm(DecisionForm):
    """Other words for a comment; what stands there now is kept beside them."""

    text = TextAreaField(
        _("What the comment is to say"),
        [InputRequired(_("Write something, or reject the comment.")), AtMost(LONGEST_TEXT)],
        filters=[stripped, with_plain_line_ends],
        id="edit-text",
    )

    def edit(self, comment_id: int, by: int) -> Edit:
        """Return the edit of the moderator ``by``; only after ``validate``."""
        return Edit(comment_id, self.version.data or 0, by, self.text.data or "")


class DigestForm(FlaskForm):
    """Where a moderator wants to be told that comments wait."""

    address = EmailField(
        _("Your e-mail address"),
        [
            InputRequired(_("Write an address like name@example.org.")),
            Length(max=LONGEST_EMAIL),
            mailbox,
            readable,
        ],
        filters=[stripped],
    )


class InvitationLetterForm(InvitationForm):
    """Who is invited, to do what, and where the letter goes."""

    address = EmailField(
        _("E-mail address"),
        [
            InputRequired(_("Write an address like name@example.org.")),
            Length(max=LONGEST_EMAIL),
            mailbox,
            readable,
        ],
        filters=[stripped],
    )


class PersonForm(FlaskForm):
    """Whose data is meant."""

    address = EmailField(
        _("E-mail address"),
        [
            InputRequired(_("Write an address like name@example.org.")),
            Length(max=LONGEST_EMAIL),
            mailbox,
            readable,
        ],
        filters=[stripped],
    )
    typed = BooleanField(
        _("Also comments that merely name the address: anybody can type it, so make sure first")
    )

    def person(self) -> Person:
        """Return who is meant; only after ``validate``."""
        return Person(self.address.data or "", bool(self.typed.data))


class ErasureForm(FlaskForm):
    """That an erasure is really meant."""

    is_confirmed = BooleanField(
        _("Erase all of it for good"),
        [InputRequired(_("Nothing was erased: tick this first if you really mean it."))],
    )


class DecisionLogForm(PeriodForm):
    """Which part of the log to show."""

    person = SelectField(_("Who decided"), choices=[], validate_choice=False)
    state = SelectField(_("What came of it"), choices=[], validate_choice=False)
    words = StringField(_("Words of the reason"), filters=[stripped])

    def offer(self, people: Sequence[Moderator]) -> None:
        """Let one choose among ``people``, and among all states."""
        self.person.choices = [
            SelectChoice("", _("Everybody")),
            SelectChoice(NOBODY, _("No moderator: Gloss itself, or the writer")),
            *(SelectChoice(str(person.id), person.name) for person in people),
        ]
        self.state.choices = [
            SelectChoice("", _("Anything")),
            *(SelectChoice(state.value, said(state.value)) for state in State),
        ]

    def wanted(self) -> Wanted:
        """Return the decisions asked for; what makes no sense filters nothing."""
        return Wanted(
            moderator_id=chosen_id(self.person.data),
            by_nobody=self.person.data == NOBODY,
            to_state=self._to_state(),
            since=self.begins(),
            until=self.ends(),
            words=(self.words.data or "")[:LONGEST_WHY],
        )

    def _to_state(self) -> State | None:
        """Return the state asked for; ``None`` for all, and for what is none."""
        return next((state for state in State if state.value == self.state.data), None)
