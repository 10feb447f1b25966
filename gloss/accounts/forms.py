"""What moderators type to sign in and to change accounts; shape only."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than types
from wtforms.validators import InputRequired, Length

from gloss import site
from gloss.accounts import guessing, names
from gloss.accounts.models import LONGEST_NAME, Deed, Moderator, Role
from gloss.accounts.passwords import LONGEST, SHORTEST
from gloss.language import gettext as _
from gloss.language import lazy_gettext, ngettext, said
from gloss.web.forms import PeriodForm

NAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
CURRENT_PASSWORD = {"autocomplete": "current-password"}
CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
LONGEST_CODE = 100  # characters; spaces and dashes of all kinds are let through
MISMATCH = lazy_gettext(
    "This password does not belong to this name. Check both, and the Caps Lock key."
)
WRONG_PASSWORD = lazy_gettext("This is not your password. Check the Caps Lock key.")
WRONG_CODE = lazy_gettext(
    "This is not the code of this moment, or it was used already. "
    "Wait for the next one in your app, and type that. The clock of your phone has to be right."
)
WRONG_RECOVERY_CODE = lazy_gettext(
    "This is none of your recovery codes, or it was used already. Type another one."
)
ROLES = [
    SelectChoice(Role.MODERATOR.value, lazy_gettext("Moderator: decides about comments")),
    SelectChoice(Role.ADMIN.value, lazy_gettext("Admin: looks after accounts as well")),
]


def check_name(_form: FlaskForm, field: Field) -> None:
    """Refuse what cannot be a name."""
    flaw = names.flaw(field.data)
    if flaw:
        raise ValidationError(flaw)


def check_new_password(form: "PasswordForm | WelcomeForm", field: Field) -> None:
    """Refuse what is short or common enough to be guessed, or longer than anybody types."""
    length = len(field.data)
    if length < SHORTEST:
        raise ValidationError(_too_short(length))
    if length > LONGEST:
        longest = _("This password is too long. Use at most %(count)s characters.", count=LONGEST)
        raise ValidationError(longest)
    flaw = guessing.flaw(field.data, [site.current().title, form.owner_name()])
    if flaw:
        raise ValidationError(flaw)


def _new_password() -> PasswordField:
    return PasswordField(
        lazy_gettext("New password"),
        [InputRequired(lazy_gettext("Write a password.")), check_new_password],
        render_kw={"autocomplete": "new-password"},
    )


class PasswordForm(FlaskForm):
    """A new password for somebody who has a name."""

    password = _new_password()

    def __init__(self, sent: object, owner: str) -> None:
        super().__init__(sent)
        self.owner = owner

    def owner_name(self) -> str:
        """Return whose password it will be."""
        return self.owner


class WelcomeForm(FlaskForm):
    """The first moderator's name and password."""

    name = StringField(
        lazy_gettext("Name"),
        [InputRequired(lazy_gettext("Write a name.")), check_name],
        render_kw=NAME,
    )
    password = _new_password()

    def clean_name(self) -> str:
        """Return the name as it will be shown."""
        return names.clean(self.name.data or "")

    owner_name = clean_name


class SignInForm(FlaskForm):
    """A name and its password."""

    name = StringField(
        lazy_gettext("Name"),
        [
            InputRequired(lazy_gettext("Write your name.")),
            Length(max=LONGEST_NAME, message=MISMATCH),
        ],
        render_kw=NAME,
    )
    password = PasswordField(
        lazy_gettext("Password"),
        [InputRequired(lazy_gettext("Write your password."))],
        render_kw=CURRENT_PASSWORD,
    )

    def refuse(self) -> None:
        """Say that the two do not match, and not which of them is wrong."""
        self.password.errors = [*self.password.errors, MISMATCH]


class ConfirmationForm(FlaskForm):
    """The password of who is signed in, once more."""

    password = PasswordField(
        lazy_gettext("Your password"),
        [InputRequired(lazy_gettext("Write your password."))],
        render_kw=CURRENT_PASSWORD,
    )

    def refuse(self) -> None:
        """Say that it is another."""
        self.password.errors = [*self.password.errors, WRONG_PASSWORD]


class CodeForm(FlaskForm):
    """Six digits of the app."""

    code = StringField(
        lazy_gettext("Code"),
        [
            InputRequired(lazy_gettext("Write the six digits that your app shows.")),
            Length(max=LONGEST_CODE, message=WRONG_CODE),
        ],
        render_kw=CODE | {"inputmode": "numeric", "class": "code"},
    )

    def refuse(self) -> None:
        """Say that the code is not right."""
        self.code.errors = [*self.code.errors, WRONG_CODE]


class RecoveryCodeForm(FlaskForm):
    """One of the ten codes on paper."""

    code = StringField(
        lazy_gettext("Recovery code"),
        [
            InputRequired(lazy_gettext("Write one of your recovery codes.")),
            Length(max=LONGEST_CODE, message=WRONG_RECOVERY_CODE),
        ],
        render_kw=CODE | {"class": "code"},
    )

    def refuse(self) -> None:
        """Say that the code is not right."""
        self.code.errors = [*self.code.errors, WRONG_RECOVERY_CODE]


class InvitationForm(FlaskForm):
    """Who is invited, and to do what."""

    name = StringField(
        lazy_gettext("Name"),
        [InputRequired(lazy_gettext("Write a name.")), check_name],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    role = SelectField(lazy_gettext("May do"), choices=ROLES)

    def clean_name(self) -> str:
        """Return the name as it will be shown."""
        return names.clean(self.name.data or "")

    def given_role(self) -> Role:
        """Return the role; only after ``validate``."""
        return Role(self.role.data)

    def refuse_taken(self) -> None:
        """Say that there is somebody of that name."""
        taken = _("There is somebody called so already. Choose a name that differs.")
        self.name.errors = [*self.name.errors, taken]


class RoleForm(FlaskForm):
    """What somebody may do from now on."""

    role = SelectField(lazy_gettext("May do"), choices=ROLES)

    def given_role(self) -> Role:
        """Return the role; only after ``validate``."""
        return Role(self.role.data)


class LogForm(PeriodForm):
    """Which part of the log to show."""

    person = SelectField(lazy_gettext("Person"), choices=[], validate_choice=False)
    deed = SelectField(lazy_gettext("What was done"), choices=[], validate_choice=False)

    def offer(self, people: Sequence[Moderator]) -> None:
        """Let one choose among ``people``, and among all kinds."""
        self.person.choices = [
            SelectChoice("", _("Everybody")),
            *(SelectChoice(str(person.id), person.name) for person in people),
        ]
        self.deed.choices = [
            SelectChoice("", _("Anything")),
            *(SelectChoice(deed.value, said(deed.value)) for deed in Deed),
        ]

    def wanted_deed(self) -> Deed | None:
        """Return the kind asked for; ``None`` for all, and for what is none."""
        return next((deed for deed in Deed if deed.value == self.deed.data), None)


def _too_short(length: int) -> str:
    return ngettext(
        "This password has %(length)s character. Use %(shortest)s or more: "
        "four or five words are easy to keep in mind.",
        "This password has %(length)s characters. Use %(shortest)s or more: "
        "four or five words are easy to keep in mind.",
        length,
        length=length,
        shortest=SHORTEST,
    )
