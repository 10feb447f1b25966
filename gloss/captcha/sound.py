"""The sound of a challenge: six digits, spoken by a child process, one sound at a time.

A sound takes 0.3 s of processor time in pure Python; whoever finds the child busy is told so.
"""

from pathlib import Path

from gloss.captcha.challenge import Challenge
from gloss.captcha.child import Child
from gloss.captcha.kept import Kept

PATIENCE_SECONDS = 5.0  # twenty times what a sound takes, and a start
KEPT_SOUNDS = 32  # of about 130 kB each
SPEAKER = ("-P", Path(__file__).with_name("speaker.py"))

_kept = Kept(KEPT_SOUNDS)
_speaker = Child(SPEAKER, PATIENCE_SECONDS)


def is_kept(challenge: Challenge) -> bool:
    """Tell whether the sound of ``challenge`` was made already, and is remembered."""
    return _kept.get(challenge.nonce) is not None


def is_busy() -> bool:
    """Tell whether a sound is being made now."""
    return _speaker.is_busy


def sound_of(challenge: Challenge) -> bytes:
    """Return the WAV of ``challenge``: the same one each time, while it is remembered.

    :raises Busy: at once, if another one is being made.
    :raises Unavailable: the child failed or took longer than ``PATIENCE_SECONDS``.
    """
    kept = _kept.get(challenge.nonce)
    if kept:
        return kept
    return _kept.keep(challenge.nonce, _speaker.make(challenge.sound_answer, waits=False))
