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


def is_kept(challenge: Challenge) -> bool:
    """Tell whether the picture of ``challenge`` was drawn already, and is remembered."""
    return _kept.get(challenge.nonce) is not None


def picture_of(challenge: Challenge) -> bytes:
    """Return the PNG of ``challenge``: the same one each time, while it is remembered.

    :raises Unavailable: it cannot be drawn; the other ways past the captcha need no picture.
    """
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
    try:
        return drawing.draw(answer)
    except Exception as fault:  # whatever ails fonts or Pillow, the form goes on without a picture
        log.exception("No captcha can be drawn: visitors have its other ways.")
        raise Unavailable from fault
