"""What a writer may change: shape only, the fields of the form that a comment came by."""

from typing import Self

from flask import request
from flask_wtf import FlaskForm

from gloss.comments.forms import CommentForm
from gloss.comments.revising import Wording


class EditForm(FlaskForm):
    """Other words for a comment; no token: see ``visiting``."""

    class Meta:
        csrf = False

    author_name = CommentForm.author_name
    text = CommentForm.text

    @classmethod
    def of(cls, wording: Wording) -> Self:
        """Show the words that are to be changed."""
        return cls(None, author_name=wording.author_name, text=wording.text)

    @classmethod
    def sent(cls) -> Self:
        """Read the form of the present request; JSON and query strings are not forms."""
        return cls(request.form)

    def wording(self) -> Wording:
        """Return what was typed; only after ``validate``."""
        return Wording(self.data["author_name"], self.data["text"])
