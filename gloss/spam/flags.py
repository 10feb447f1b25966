"""What one sees of a text without reading it: length, capitals, digits, links, script."""

from collections.abc import Iterator
from unicodedata import is_normalized, name

from gloss.language import gettext, ngettext
from gloss.spam.wording import INVISIBLE

LETTERS_LOOKED_AT = 24  # for their script, which takes long to ask
MOST_LINKS, MOST_MARKS, MOST_DIGITS = 3, 3, 4
CAPITAL_STEPS = 5
MIXED = "MIXED"
MANY_CAPITALS = 3  # of those steps


def flags(text: str, links: int) -> Iterator[str]:
    """Name what is seen of ``text``, each as ``kind-degree``."""
    letters = [c for c in text if c.isalpha()]
    yield f"length-{len(text).bit_length()}"
    yield f"links-{min(MOST_LINKS, links)}"
    yield f"marks-{min(MOST_MARKS, text.count('!'))}"
    yield f"digits-{min(MOST_DIGITS, sum(map(str.isdigit, text)).bit_length())}"
    if letters:
        capitals = sum(map(str.isupper, letters))
        yield f"capitals-{CAPITAL_STEPS * capitals // len(letters)}"
        yield f"script-{_script(letters[:LETTERS_LOOKED_AT])}"
    if INVISIBLE.search(text):
        yield "invisible-1"
    if not is_normalized("NFKC", text):
        yield "fancy-1"


def described(flag: str) -> str:
    """Say a flag in plain words."""
    kind, _, degree = flag.partition("-")
    if kind == "script":
        return _alphabet(degree)
    return _sentence(kind, int(degree))


def _script(letters: list[str]) -> str:
    scripts = {name(letter, "UNKNOWN").split()[0] for letter in letters}
    return scripts.pop() if len(scripts) == 1 else MIXED


def _alphabet(script: str) -> str:
    if script == MIXED:
        return gettext("letters of several alphabets")
    return gettext("its alphabet (%(name)s)", name=script.capitalize())


def _sentence(kind: str, degree: int) -> str:
    at_least = 1 << degree >> 1
    sentences = {
        "length": gettext("a length of %(number)s characters or more", number=at_least),
        "digits": gettext("%(number)s digits or more", number=at_least) if degree else "",
        "links": ngettext("one link", "%(number)s links or more", degree, number=degree),
        "marks": ngettext("an exclamation mark", "many exclamation marks", degree),
        "capitals": gettext("many capitals")
        if degree >= MANY_CAPITALS
        else gettext("few capitals"),
        "invisible": gettext("invisible characters"),
        "fancy": gettext("letters in disguise"),
    }
    absent = {
        "links": gettext("no links"),
        "marks": gettext("no exclamation marks"),
        "digits": gettext("no digits"),
    }
    return absent[kind] if degree == 0 and kind in absent else sentences[kind]
