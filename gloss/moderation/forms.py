"""What a moderator sends: which version was seen, and why it was decided so."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from gloss.moderation.decisions import Seen

LONGEST_WHY = 500


class DecisionForm(FlaskForm):
    """One of the buttons under a comment."""

    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    origin = HiddenField()  # the state whose list to go back to; empty: the queue
    why = StringField("Reason, for the log (optional)", [Length(max=LONGEST_WHY)])

    def seen(self, comment_id: int, by: int) -> Seen:
        """Return what the moderator ``by`` decided on; only after ``validate``."""
        return Seen(comment_id, self.version.data or 0, by, self.why.data or "")
