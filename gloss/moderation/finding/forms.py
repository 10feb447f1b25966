"""What a moderator asks the queue for; sent by GET, so that an address is a view."""

from datetime import datetime
from urllib.parse import urlencode

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than types
from wtforms.validators import InputRequired, Length

from gloss.articles import library
from gloss.comments import words
from gloss.comments.models import LONGEST_EMAIL, State
from gloss.language import lazy_gettext as _
from gloss.moderation.finding.wanted import Age, Reason, Wanted
from gloss.moderation.models import LONGEST_QUERY, LONGEST_VIEW_NAME

ALL = "all"
LONGEST_SAID = 100
STATES = {
    State.PENDING.value: _("Waiting"),
    State.APPROVED.value: _("Approved"),
    State.REJECTED.value: _("Rejected"),
    State.SPAM.value: _("Spam"),
    ALL: _("All"),
}
REASONS = {
    "": _("Any, or none"),
    Reason.ANY.name: _("Something looks suspicious"),
    Reason.SCORE.name: _("A high spam score"),
    Reason.RULE.name: _("A rule matches"),
    Reason.CAMPAIGN.name: _("Others are nearly the same"),
    Reason.LINKS.name: _("Several links"),
    Reason.LINK_IN_NAME.name: _("A link in the name"),
    Reason.HIDDEN_FIELD.name: _("The hidden field was filled"),
    Reason.HASTE.name: _("Sent in haste"),
    Reason.INVISIBLE.name: _("Invisible characters"),
    Reason.CAPITALS.name: _("Mostly capitals"),
    Reason.NO_CAPTCHA.name: _("Came without the captcha"),
}
AGES = {
    "": _("Any time"),
    Age.WITHIN_A_DAY.value: _("Within a day"),
    Age.WITHIN_A_WEEK.value: _("Within a week"),
    Age.OVER_A_DAY.value: _("More than a day ago"),
    Age.OVER_A_WEEK.value: _("More than a week ago"),
}


def _choices(of: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in of.items()]


class FilterForm(FlaskForm):
    """The filters; what makes no sense in one of them filters nothing."""

    class Meta:
        csrf = False  # it changes nothing

    words = StringField(_("Words in it"))
    state = SelectField(_("State"), choices=_choices(STATES), validate_choice=False)
    article = StringField(_("Article (its address)"))
    name = StringField(_("Name"))
    email = StringField(_("E-mail address"))
    reason = SelectField(_("Reason"), choices=_choices(REASONS), validate_choice=False)
    age = SelectField(_("When it came"), choices=_choices(AGES), validate_choice=False)
    network = StringField(_("Network"))
    reported = BooleanField(_("Only what readers reported"))

    @classmethod
    def of(cls, asked: MultiDict[str, str], state: State = State.PENDING) -> "FilterForm":
        """Read the filters from an address; ``state`` where it names none, nor reports."""
        form = cls(asked)
        if form.state.data not in STATES:
            form.state.data = ALL if form.reported.data else state.value
        return form

    def wanted(self, now: datetime) -> Wanted:
        """Return the comments asked for."""
        chosen = self.state.data
        return Wanted(
            now=now,
            state=None if chosen == ALL else State(chosen),
            words=tuple(words.typed(_short(self.words))),
            name=tuple(words.typed(_short(self.name))),
            article_id=_article_id(_short(self.article), now),
            email=(self.email.data or "").strip()[:LONGEST_EMAIL].replace("\0", ""),
            network=_short(self.network),
            reason=Reason.__members__.get(self.reason.data or ""),
            age=next((age for age in Age if age.value == self.age.data), None),
            is_reported=bool(self.reported.data),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether more is asked for than a tab of the queue does."""
        of_a_tab = {"state", "reported"}
        return any(value for name, value in self.data.items() if name not in of_a_tab)

    def query(self) -> str:
        """Return the filters as the address has them."""
        most = {"email": LONGEST_EMAIL}
        said = {name: str(v)[: most.get(name, LONGEST_SAID)] for name, v in self.data.items() if v}
        return urlencode(said)


class ViewForm(FlaskForm):
    """A name for the filters that are set."""

    name = StringField(_("Name of this view"), [InputRequired(), Length(max=LONGEST_VIEW_NAME)])
    is_shared = BooleanField(_("For all moderators"))
    query = StringField(validators=[Length(max=LONGEST_QUERY)])


def _short(field: StringField) -> str:
    return (field.data or "").strip()[:LONGEST_SAID].replace("\0", "")


def _article_id(said: str, now: datetime) -> str:
    """Return the id of the article at an address; what is none may be an id."""
    slug = said.rstrip("/").rpartition("/")[2]
    article = library.current().article(slug, now) if slug else None
    return article.article_id if article else said
