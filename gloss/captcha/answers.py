"""Answers: what they are made of, and how kindly and how safely one is compared."""

import hmac
import unicodedata

from gloss.questions import western_digit

LETTERS = "CEHKLMRTXY369"  # no two of them look alike, turned or struck through
DIGITS = "0123456789"
LENGTH = 6
MOST_CHARACTERS = 64  # of what was typed, spaces and invisible marks included

# Capitals of Cyrillic and Greek that look the same as one of LETTERS on a keyboard and on screen.
LOOK_ALIKES = str.maketrans("СЕНКМТХУЗϹΕΗΚΜΤΧΥ", "CEHKMTXY3CEHKMTXY")


def spelled(number: int, alphabet: str) -> str:
    """Write ``number`` with ``LENGTH`` characters of ``alphabet``.

    :param number: far larger than the number of answers, so that none is likelier than another.
    """
    characters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(alphabet))
        characters.append(alphabet[place])
    return "".join(characters)


def is_one_of(typed: object, *answers: str) -> bool:
    """Tell whether ``typed`` is an answer, in a time that does not tell which or how nearly."""
    meant = fold(typed).encode()
    same = [hmac.compare_digest(meant, answer.encode()) for answer in answers]
    return any(same)


def fold(typed: object) -> str:
    """Return the letters and digits that were meant, whatever keyboard they were typed on.

    Case, width, spaces, punctuation and invisible marks do not count, nor does the script of a
    digit. A wrong character does: one forgiven error helps solvers five times more than people.

    :param typed: whatever was sent; what is no text, or too long to be an answer, folds to "".
    """
    if not isinstance(typed, str) or len(typed) > MOST_CHARACTERS:
        return ""
    capitals = unicodedata.normalize("NFKC", typed).upper().translate(LOOK_ALIKES)
    meant = "".join(filter(str.isalnum, capitals))
    return meant if meant.isascii() else "".join(map(western_digit, meant))
