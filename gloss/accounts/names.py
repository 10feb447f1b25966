"""Names of moderators: as written, and as compared."""

import unicodedata

from gloss.accounts.models import LONGEST_NAME
from gloss.language import gettext as _

NOT_TYPED = {"Cc", "Cs"}  # control characters, and bytes of a terminal that were no text
GARBLED = "\ufffd"  # what Werkzeug makes of bytes that were no text
INVISIBLE = "Cf"


def clean(typed: str) -> str:
    """Return a name as it is shown: composed (NFC), with single spaces."""
    return " ".join(unicodedata.normalize("NFC", typed).split())


def key(name: str) -> str:
    """Return what two names share when people would take them for one.

    Case, width and compatibility forms are folded and invisible characters dropped, about as
    Unicode's NFKC_Casefold does (The Unicode Standard, section 3.13).
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    visible = "".join(c for c in folded if unicodedata.category(c) != INVISIBLE)
    return " ".join(unicodedata.normalize("NFKC", visible).split())


def flaw(name: str) -> str | None:
    """Say what is wrong with a name and what to do about it; ``None`` if nothing is."""
    if len(name) > LONGEST_NAME or len(key(name)) > LONGEST_NAME:
        return _("This name is too long. Use at most %(count)s characters.", count=LONGEST_NAME)
    if any(c == GARBLED or unicodedata.category(c) in NOT_TYPED for c in name):
        return _("This name holds characters that cannot be shown. Type it by hand.")
    if not key(name):
        return _("Write a name.")
    return None


def retired(moderator_id: int) -> str:
    """Return the key of a removed account: no name's, since it begins with a space."""
    return f" {moderator_id}"
