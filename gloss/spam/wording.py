"""A text as the model reads it: one form for all that looks alike, its words and its hosts."""

import re
from unicodedata import normalize

LONGEST_HEAD, LONGEST_TAIL = 1_500, 500  # characters read of a long text
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
WORD = re.compile(r"\w+")
SCHEMED_HOST = re.compile(r"(?:https?://|www\.)([^\s/\"'<>\])?#:]{1,253})")
BARE_HOST = re.compile(r"\b((?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24})\b")


def normal(text: str) -> str:
    """Fold width, case and invisible characters, so that disguises look like what they hide."""
    return INVISIBLE.sub("", normalize("NFKC", text)).casefold()


def excerpt(text: str) -> str:
    """Return the beginning and the end of a text that is too long to be read whole."""
    if len(text) <= LONGEST_HEAD + LONGEST_TAIL:
        return text
    return f"{text[:LONGEST_HEAD]} {text[-LONGEST_TAIL:]}"


def words(normal_text: str) -> list[str]:
    """Return the words in their order."""
    return WORD.findall(normal_text)


def hosts(normal_text: str) -> set[str]:
    """Return the hosts of all links, and what is written like one: ``deals.example``."""
    found = SCHEMED_HOST.findall(normal_text) + BARE_HOST.findall(normal_text)
    hosts = (host.rpartition("@")[2].removeprefix("www.").rstrip(".") for host in found)
    return {host for host in hosts if host}
