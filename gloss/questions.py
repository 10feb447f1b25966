"""Questions in words that the publisher sets, for who can neither see nor hear the captcha."""

import hmac
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

LONGEST_QUESTION = 200  # characters; more is a riddle
LONGEST_ANSWER = 64  # characters, typed or accepted
LEAST_MARK = 10  # combining classes below are parts of letters: Indic signs, Japanese voicing
# Letters that no decomposition takes apart, as people type them on another keyboard.
PLAIN_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})


def folded(typed: object) -> str:
    """Return what was meant, whatever the keyboard and however careful the hand.

    Case, width, spaces, punctuation, accents and invisible marks do not count; letters and digits
    do, and the vowel signs that some scripts write as marks.

    :param typed: whatever was sent; what is no text, or too long to be an answer, folds to "".
    """
    if not isinstance(typed, str) or len(typed) > LONGEST_ANSWER:
        return ""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", typed).casefold())
    kept = "".join(western_digit(c) for c in letters if c.isalnum() or _is_part_of_letter(c))
    return unicodedata.normalize("NFC", kept).translate(PLAIN_LETTERS)


def western_digit(character: str) -> str:
    """Return the digit that ``character`` is in some script, or ``character`` itself."""
    return str(unicodedata.decimal(character, character))


def _is_part_of_letter(character: str) -> bool:
    is_mark = unicodedata.category(character) in {"Mn", "Mc"}
    return is_mark and unicodedata.combining(character) < LEAST_MARK


def _answerable(answer: str) -> str:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError(f"an answer may have {LONGEST_ANSWER} characters")
    if not folded(answer):
        raise ValueError("an answer needs a letter or a digit; nothing else is compared")
    return answer


Answer = Annotated[str, AfterValidator(_answerable)]


class Question(BaseModel):
    """One question, and every answer to it that passes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ask: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    answers: tuple[Answer, ...] = Field(min_length=1)
    language: str = Field("", pattern=r"^([a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*)?$")  # empty: the site's

    def accepts(self, typed: object) -> bool:
        """Tell whether ``typed`` is an answer, in a time that does not tell which or how nearly."""
        said = folded(typed).encode()
        same = [hmac.compare_digest(said, folded(answer).encode()) for answer in self.answers]
        return any(same)

    def is_in(self, language: str, of_site: str) -> bool:
        """Tell whether who reads ``language`` understands it: ``pt`` serves ``pt-BR`` too."""
        return _primary(self.language or of_site) == _primary(language)


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
