"""What moderators type to sign in and to set a password; shape only."""

from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from gloss.accounts import names
from gloss.accounts.models import LONGEST_NAME
from gloss.accounts.passwords import LONGEST, SHORTEST

NAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
MISMATCH = "This password does not belong to this name. Check both, and the Caps Lock key."


def check_name(_form: FlaskForm, field: Field) -> None:
    """Refuse what cannot be a name."""
    flaw = names.flaw(field.data)
    if flaw:
        raise ValidationError(flaw)


def check_new_password(_form: FlaskForm, field: Field) -> None:
    """Refuse what is short enough to be guessed, or longer than anybody types."""
    length = len(field.data)
    if length < SHORTEST:
        raise ValidationError(
            f"This password has {length} characters. Use {SHORTEST} or more: "
            "four or five words are easy to keep in mind."
        )
    if length > LONGEST:
        raise ValidationError(f"This password is too long. Use at most {LONGEST} characters.")


class SignInForm(FlaskForm):
    """A name and its password."""

    name = StringField(
        "Name",
        [InputRequired("Write your name."), Length(max=LONGEST_NAME, message=MISMATCH)],
        render_kw=NAME,
    )
    password = PasswordField(
        "Password",
        [InputRequired("Write your password.")],
        render_kw={"autocomplete": "current-password"},
    )

    def refuse(self) -> None:
        """Say that the two do not match, and not which of them is wrong."""
        self.password.errors = [*self.password.errors, MISMATCH]


def _new_password() -> PasswordField:
    return PasswordField(
        "New password",
        [InputRequired("Write a password."), check_new_password],
        render_kw={"autocomplete": "new-password"},
    )


class WelcomeForm(FlaskForm):
    """The first moderator's name and password."""

    name = StringField("Name", [InputRequired("Write a name."), check_name], render_kw=NAME)
    password = _new_password()

    def clean_name(self) -> str:
        """Return the name as it will be shown."""
        return names.clean(self.name.data or "")


class PasswordForm(FlaskForm):
    """A new password for somebody who has a name."""

    password = _new_password()
