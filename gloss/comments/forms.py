"""What a visitor may type. Shape only: the captcha is spent last, once everything else is right."""

import re

from flask import request
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional, StopValidation, ValidationError

from gloss import clock, settings
from gloss.captcha import ways
from gloss.captcha.challenge import Challenge
from gloss.captcha.ways import Attempt, Way
from gloss.comments import reserved_names
from gloss.comments.models import LONGEST_EMAIL, LONGEST_NAME
from gloss.comments.neutral import is_readable
from gloss.comments.posting import Draft
from gloss.comments.rendering import LONGEST_TEXT
from gloss.language import gettext, lazy_gettext
from gloss.questions import Question
from gloss.web import dates
from gloss.web.row_ids import row_id

PERSON = "to_a_person"  # the button that sends without an answer
MANY_FAILURES = 2  # then the other ways come first
LONGEST_ANSWER = 100  # far more than any answer, and cheap to compare
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
GARBLED = "\ufffd"  # stands where the bytes were not UTF-8
NO_COMMENT = -1  # the id that none has
MAILBOX = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


class AtMost:
    """Refuse what is too long with both numbers; nothing is cut off."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        """Compare the length in characters."""
        if len(field.data) > self.limit:
            raise ValidationError(
                gettext(
                    "This has %(count)s characters, and at most %(limit)s fit. Please shorten it.",
                    count=dates.number(len(field.data)),
                    limit=dates.number(self.limit),
                )
            )


def readable(_form: FlaskForm, field: Field) -> None:
    """Take out what cannot be kept and ask for another look; refuse what shows nothing."""
    typed = field.data
    field.data = CONTROLS.sub("", typed)
    if field.data != typed:
        raise ValidationError(
            gettext(
                "This held control characters, which cannot be kept. "
                "They have been taken out: please look it over and send it again."
            )
        )
    if GARBLED in typed:
        raise ValidationError(
            gettext(
                "Some characters arrived garbled (shown as %(sign)s). Retype them.", sign=GARBLED
            )
        )
    if not is_readable(typed):
        raise ValidationError(gettext("There is nothing to read in this yet."))


def not_ours(_form: FlaskForm, field: Field) -> None:
    """Refuse a name that readers would take for somebody of the site."""
    if reserved_names.hold(field.data, clock.now()):
        raise ValidationError(
            gettext(
                "This name looks like one of the people who run this site. "
                "Use another, or add something to it."
            )
        )


def mailbox(_form: FlaskForm, field: Field) -> None:
    """Refuse what no letter could reach."""
    if not MAILBOX.fullmatch(field.data):
        raise ValidationError(
            gettext("Write an address like name@example.org, or leave this empty.")
        )


def answer_needed(form: "CommentForm", field: Field) -> None:
    """Ask for the answer of the way that was chosen, and check nothing else about it."""
    if field.data:
        return
    raise StopValidation(
        gettext("Write your answer to the question.")
        if form.asks_in_words
        else gettext("Type the six characters of the picture, or the six digits you hear.")
    )


def stripped(typed: str | None) -> str:
    """Take the spaces off both ends."""
    return (typed or "").strip()


def with_plain_line_ends(typed: str | None) -> str:
    """Undo the line ends that forms are sent with: RFC 2046 wants CR LF, people typed one."""
    return (typed or "").replace("\r\n", "\n").replace("\r", "\n")


class CommentForm(FlaskForm):
    """A comment, and the answer to a challenge; no token, for the page is the same for all.

    The dots in the fields' ids keep them apart from the headings of any article.
    """

    class Meta:
        csrf = False

    author_name = StringField(
        lazy_gettext("Your name"),
        [
            DataRequired(lazy_gettext("Write your name, or any name you go by.")),
            AtMost(LONGEST_NAME),
            readable,
            not_ours,
        ],
        filters=[stripped],
        id="comment.name",
    )
    email = EmailField(
        lazy_gettext("E-mail"),
        [Optional(), AtMost(LONGEST_EMAIL), mailbox, readable],
        filters=[stripped],
        id="comment.email",
    )
    text = TextAreaField(
        lazy_gettext("Your comment"),
        [
            DataRequired(lazy_gettext("Write your comment.")),
            AtMost(LONGEST_TEXT),
            readable,
        ],
        filters=[with_plain_line_ends],
        id="comment.text",
    )
    website = StringField(
        lazy_gettext("Leave this empty"),
        id="comment.website",
    )  # the honeypot
    parent = HiddenField(id="comment.parent")  # the id of the comment to answer
    challenge = HiddenField(id="comment.challenge")
    way = HiddenField(id="comment.way")  # what the answer answers: "question", or what is seen
    answer = StringField(
        lazy_gettext("Characters or digits"),
        [
            answer_needed,
            AtMost(LONGEST_ANSWER),
        ],
        filters=[stripped],
        id="comment.answer",
    )

    def __init__(self) -> None:
        """Read the form of the present request; JSON and query strings are not forms."""
        super().__init__(formdata=request.form)
        self.shows_preview = False
        self._is_chosen = False
        self.offers_others_first = False  # rather than the way that failed
        if not settings.current().mail_server:
            del self.email
        if self.asks_a_person:
            self.answer.validators = [AtMost(LONGEST_ANSWER)]

    def draft(self) -> Draft:
        """Return what was typed; only after ``validate``."""
        return Draft(
            author_name=self.author_name.data or "",
            email=self.email.data or None if self.email else None,
            text=self.text.data or "",
            honeypot=self.website.data or "",
            parent_id=self.parent_id,
        )

    @property
    def parent_id(self) -> int | None:
        """The comment to answer; ``NO_COMMENT`` if the field holds no id."""
        try:
            return (row_id(self.parent.data) or NO_COMMENT) if self.parent.data else None
        except ValueError:
            return NO_COMMENT

    @property
    def asks_a_person(self) -> bool:
        """Whether the button was pressed that sends without an answer."""
        return PERSON in request.form

    @property
    def asks_in_words(self) -> bool:
        """Whether the answer answers a question."""
        return self.way.data == Way.QUESTION.value

    def choose(self, way: str) -> None:
        """Ask in ``way`` from now on: it comes first, whatever failed before."""
        self.way.data, self.answer.data = way, ""
        self._is_chosen = True

    def attempt(self, current: Challenge, question: Question | None) -> Attempt:
        """Judge the answer, by the way it was given."""
        typed = self.answer.data or ""
        if self.asks_a_person:
            return ways.ask_a_person(current)
        if self.asks_in_words and question:
            return ways.answer_in_words(current, question, typed)
        return ways.look_or_listen(current, typed)

    def hold(self, current: Challenge, question: Question | None) -> None:
        """Carry a challenge to the page, and its question where one was asked for."""
        self.challenge.data = current.token
        self.offers_others_first = current.failures >= MANY_FAILURES and not self._is_chosen
        if self.asks_in_words and question:
            self.answer.label.text = question.ask
        else:
            self.way.data = ""

    def refuse_answer(self, sentence: str) -> None:
        """Say at the answer's field why it did not pass, and empty it for the next one."""
        self.answer.errors = [sentence]
        self.answer.data = ""
