"""What moderators type about rules, thresholds and campaigns."""

import re
from typing import cast

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import InputRequired, Length

from gloss.language import lazy_gettext
from gloss.moderation.decisions import Seen
from gloss.moderation.forms import ReasonForm
from gloss.moderation.suspicion.campaigns import MOST_SHOWN
from gloss.moderation.suspicion.ruling import Draft
from gloss.spam.rules import LONGEST_VALUE, Action, Kind
from gloss.web.row_ids import LARGEST


def _(message: str) -> str:
    """Say ``message`` when it is shown; WTForms wants a text, and this serves as one."""
    return cast(str, lazy_gettext(message))


NEVER = "never"
SEEN = re.compile(r"([1-9][0-9]{0,9})\.([1-9][0-9]{0,9})")
KINDS = {
    Kind.WORD: _("A word, or several in a row"),
    Kind.LINK: _("A link to a website"),
    Kind.NAME: _("Words in the author’s name"),
    Kind.NETWORK: _("A network"),
    Kind.PATTERN: _("A pattern (regular expression)"),
}
ACTIONS = {
    Action.HOLD: _("Hold it until a person has read it"),
    Action.SPAM: _("Send it to spam"),
    Action.ALLOW: _("Allow it: the score sends none of it away"),
}
MISSING = _("Nothing is written here. Say what a comment must hold.")
TOO_LONG = _("This is longer than %(max)d characters. Shorten it.")


class RuleForm(FlaskForm):
    """A rule, before it is tried and before it is put in force."""

    class Meta:
        csrf = False  # trying a rule changes nothing; what puts it in force carries a token

    kind = SelectField(
        _("What to look at"), choices=[SelectChoice(k.value, name) for k, name in KINDS.items()]
    )
    value = StringField(
        _("What it must hold"),
        [InputRequired(MISSING), Length(max=LONGEST_VALUE, message=TOO_LONG)],
    )
    action = SelectField(
        _("What then"), choices=[SelectChoice(a.value, name) for a, name in ACTIONS.items()]
    )

    def draft(self) -> Draft:
        """Return the rule; only after ``validate``."""
        return Draft(
            Kind(self.kind.data), (self.value.data or "").strip(), Action(self.action.data)
        )


class NewRuleForm(RuleForm):
    """A rule that was tried, and is to be put in force."""

    class Meta:
        csrf = True

    is_confirmed = BooleanField(_("Yes, send all of these to spam"))


class ThresholdForm(FlaskForm):
    """The score from which comments go to spam by themselves."""

    threshold = RadioField(_("From which score"), validate_choice=False)

    def score(self) -> float | None:
        """Return what was chosen.

        :raises ValueError: it is no number.
        """
        chosen = self.threshold.data or ""
        return None if chosen == NEVER else int(chosen) / 100


class CampaignForm(ReasonForm):
    """One of the buttons under a campaign, with the version of each comment that was shown."""

    seen = StringField()

    def comments(self, by: int, campaign: str) -> list[Seen]:
        """Return what the moderator ``by`` saw; what cannot be read was not seen."""
        typed, told = self.reason()
        why = f"{campaign}: {typed}" if typed else campaign
        found = [map(int, pair) for pair in SEEN.findall(self.seen.data or "")[:MOST_SHOWN]]
        seen = [Seen(comment_id, version, by, why, told) for comment_id, version in found]
        return [one for one in seen if max(one.comment_id, one.version) <= LARGEST]
