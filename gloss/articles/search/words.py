"""Text as search compares it: words without case and accents, each reduced to its stem."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby
from threading import Lock
from typing import TYPE_CHECKING
from unicodedata import category, normalize

if TYPE_CHECKING:
    import snowballstemmer

LONGEST_WORD = 64  # characters; what is longer is no word, and is compared by its beginning
REMEMBERED = 32_768  # words

# Scripts that put no spaces between words, and Hangul, whose particles stick to the word before.
UNSPACED = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005\u3041-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
)


def _ranges(characters: Iterable[str]) -> str:
    """Write characters, in their order, as a class of a pattern."""
    numbered = enumerate(map(ord, characters))
    together = (list(run) for _, run in groupby(numbered, lambda pair: pair[1] - pair[0]))
    return "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in together)


def _is_part_of_word(character: str) -> bool:
    return character.isalnum() or category(character)[0] == "M"


RARE = "\U00010000-\U0003ffff"  # a class of its own: in one with others it makes them slow
UNSPACED_RUN = re.compile(f"[{UNSPACED}{RARE}]+")


@cache
def run_pattern() -> re.Pattern[str]:
    """Return what matches a run of characters that are read together, such as a word."""
    parts = filter(_is_part_of_word, map(chr, range(0x10000)))  # 20 ms, which no start waits for
    spaced = re.sub(f"[{UNSPACED}]", "", "".join(parts))
    return re.compile(f"[{_ranges(spaced)}]+|[{UNSPACED}]+|[{RARE}]+")


# Accents do not tell words apart, except й and ї from и and і; nor do points of Arabic and Hebrew.
ACCENTS = re.compile(
    "[\u0300-\u0305\u0307\u0309-\u036f]"
    "|(?<![\u0400-\u04ff])[\u0306\u0308]"
    "|(?<=\u0435)\u0308"
    "|[\u064b-\u065f\u0670\u0640\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]"
)

LANGUAGES = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian",
    "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
SCRIPTS = (  # the first letter after a script's last, and the stemmer of its words elsewhere
    (0x0250, "latin", "english"),
    (0x0370, "", ""),
    (0x0400, "greek", "greek"),
    (0x0530, "cyrillic", "russian"),
    (0x0590, "armenian", "armenian"),
    (0x0600, "hebrew", ""),
    (0x0700, "arabic", "arabic"),
    (0x0900, "", ""),
    (0x0980, "devanagari", "hindi"),
    (0x0B80, "", ""),
    (0x0C00, "tamil", "tamil"),
    (0x1E00, "", ""),
    (0x1F00, "latin", "english"),
)
SCRIPT_OF = {
    "greek": "greek", "russian": "cyrillic", "armenian": "armenian", "yiddish": "hebrew",
    "arabic": "arabic", "persian": "arabic", "hindi": "devanagari", "nepali": "devanagari",
    "tamil": "tamil",
}  # fmt: skip

_stemming = Lock()  # a stemmer keeps the word it works on


class Language:
    """How the words of a site are compared; those in another script follow that script."""

    def __init__(self, code: str) -> None:
        """Choose the stemmer of ``code``, such as ``en`` or ``pt-BR``; not each has one."""
        self.stemmer = LANGUAGES.get(code.split("-", maxsplit=1)[0].lower(), "")

    def of(self, code: str) -> "Language":
        """Return how words of a text in ``code`` are compared: as the site's, if it names none."""
        return Language(code) if code else self

    def terms(self, run: str) -> tuple[str, ...]:
        """Return what stands for ``run``, a match of ``run_pattern``, where words are compared."""
        if UNSPACED_RUN.match(run):
            return pairs(normalize("NFKC", run))
        return _terms(self.stemmer, run[:LONGEST_WORD])


def pairs(run: str) -> tuple[str, ...]:
    """Overlap the characters of ``run`` in pairs, and add the last: any part of it can be found."""
    return (*(run[place : place + 2] for place in range(len(run) - 1)), run[-1])


@lru_cache(REMEMBERED)
def folded(word: str) -> str:
    """Take case, accents and forms of letters that only look different from ``word``."""
    parts = normalize("NFKD", normalize("NFKC", word).casefold())
    return normalize("NFC", ACCENTS.sub("", parts))


@lru_cache(REMEMBERED)
def _terms(site_stemmer: str, word: str) -> tuple[str, ...]:
    return tuple(_stem(site_stemmer, part) for part in run_pattern().findall(folded(word)))


def _stem(site_stemmer: str, word: str) -> str:
    algorithm = _algorithm(site_stemmer, ord(word[0]))
    if not algorithm:
        return word
    with _stemming:
        return str(_stemmer(algorithm).stemWord(word)) or word


def _algorithm(site_stemmer: str, letter: int) -> str:
    """Choose by the script of a word's first letter; the site's own stemmer goes first."""
    for end, script, usual in SCRIPTS:
        if letter < end:
            is_ours = site_stemmer and SCRIPT_OF.get(site_stemmer, "latin") == script
            return site_stemmer if is_ours else usual
    return ""


@lru_cache
def _stemmer(algorithm: str) -> "snowballstemmer.stemmer":
    import snowballstemmer  # noqa: PLC0415 (40 modules, which no start waits for)

    return snowballstemmer.stemmer(algorithm)
