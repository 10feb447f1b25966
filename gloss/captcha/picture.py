"""The picture of a challenge, drawn by a child process, one picture at a time.

A picture takes 8 ms, for which no other thread of this process could run.
"""

import logging
from threading import Lock

from gloss.captcha import drawing
from gloss.captcha.challenge import Challenge
from gloss.captcha.child import Child, Unavailable
from gloss.captcha.kept import Kept

PATIENCE_SECONDS = 5.0  # for a start of the child, mostly
KEPT_PICTURES = 512  # of about 6 kB each
PAINTER = ("-m", "gloss.captcha.painter")

_kept = Kept(KEPT_PICTURES)
_painter = Child(PAINTER, PATIENCE_SECONDS)
_drawing = Lock()  # a font serves one thread at a time, and one picture is drawn once
log = logging.getLogger(__name__)


def picture_of(challenge: Challenge) -> bytes:
    """Return the PNG of ``challenge``: the same one each time, while it is remembered."""
    kept = _kept.get(challenge.nonce)
    if kept:
        return kept
    with _drawing:
        kept = _kept.get(challenge.nonce)
        return kept or _kept.keep(challenge.nonce, _drawn(challenge.picture_answer))


def _drawn(answer: str) -> bytes:
    try:
        return _painter.make(answer, waits=True)
    except Unavailable as fault:
        log.warning("The child that draws captchas failed, so this process draws: %r", fault)
        return drawing.draw(answer)
