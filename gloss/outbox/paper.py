"""What stands in a letter: written once, and set as text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from gloss import language


@dataclass(frozen=True)
class Paragraph:
    """Some sentences."""

    text: str


@dataclass(frozen=True)
class Quote:
    """What somebody wrote, set apart from what the site says."""

    text: str
    html: Markup  # the same, made safe by the renderer of comments


@dataclass(frozen=True)
class Action:
    """What can be done now, and the address where."""

    label: str
    address: str
    is_main: bool = True  # else a plain link


Block = Paragraph | Quote | Action


@dataclass(frozen=True)
class Paper:
    """The content of a letter, in the language spoken."""

    subject: str
    blocks: Sequence[Block]
    reason: str  # why the reader gets this letter
    unsubscribe: str = ""  # where to get no more such letters

    def text(self) -> str:
        """Set it as plain text."""
        return self._set("outbox/letter.txt")

    def html(self) -> str:
        """Set it as HTML that needs nothing from elsewhere."""
        return self._set("outbox/letter.html")

    def _set(self, template: str) -> str:
        code = language.spoken()
        return render_template(
            template, paper=self, language=code, direction=language.direction(code)
        )
