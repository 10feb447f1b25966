"""The life of a challenge: issued without storing anything, read back only as it was issued."""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from gloss import settings, signing
from gloss.captcha import answers
from gloss.questions import Question

LIFETIME = timedelta(hours=2)
CLOCK_SKEW = timedelta(minutes=2)  # by which the clocks of two nodes may differ
MOST_TOKEN_CHARACTERS = 256  # about twice as long as ours are
NONCE_BYTES = 16
SALT = "gloss.captcha.challenge.2"  # a token signed for anything else is no challenge


class Refused(Exception):
    """A challenge that cannot be answered; a new one must be shown."""


class Missing(Refused):
    """No challenge came with the answer."""


class Foreign(Refused):
    """Not one of ours, or one for another subject or purpose."""


class Expired(Refused):
    """Issued too long ago, or in the future because a clock was wrong."""


@dataclass(frozen=True)
class Challenge:
    """Something to see or to hear, bound to what it protects; its answers are stored nowhere."""

    token: str
    nonce: str
    issued_at: datetime
    subject: str  # what it protects, such as an article's id
    purpose: str  # what may be done once it is answered
    signing_key: str = field(repr=False)
    failures: int = 0  # answers that were wrong before this challenge was shown in their place

    @property
    def picture_answer(self) -> str:
        """What the picture shows."""
        return answers.spelled(self._secret_number("picture"), answers.LETTERS)

    @property
    def sound_answer(self) -> str:
        """What the sound says: digits of its own."""
        return answers.spelled(self._secret_number("sound"), answers.DIGITS)

    def accepts(self, typed: object) -> bool:
        """Tell whether ``typed`` is what the picture shows or what the sound says."""
        return answers.is_one_of(typed, self.picture_answer, self.sound_answer)

    def question(self, questions: Sequence[Question]) -> Question | None:
        """Choose the one of ``questions`` that this challenge asks, if there are any.

        Each is weighed for itself: adding one seldom changes what an open form asks.
        """
        return max(questions, key=lambda q: self._secret("question", q.ask), default=None)

    def derived(self, label: str) -> str:
        """Return a secret of 256 bits for another use, safe in an address.

        The same challenge and label give the same secret; nobody without our key can tell it.
        """
        return urlsafe_b64encode(self._secret("derived", label)).rstrip(b"=").decode()

    def _secret_number(self, label: str) -> int:
        return int.from_bytes(self._secret(label))

    def _secret(self, *labels: str) -> bytes:
        message = json.dumps([SALT, self.nonce, *labels])  # JSON: no label can run into another
        return hmac.digest(self.signing_key.encode(), message.encode(), "sha256")


def issue(subject: str, purpose: str, now: datetime, failures: int = 0) -> Challenge:
    """Make a new challenge, good for ``subject`` and ``purpose`` during ``LIFETIME``.

    :param failures: how many wrong answers led to it; nobody can write another number in.
    """
    key = settings.current().secret_keys[0]
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    issued_at = now.astimezone(UTC).replace(microsecond=0)
    payload = [nonce, int(issued_at.timestamp()), _binding(subject, purpose), failures]
    token = signing.serializer(key, SALT).dumps(payload)
    return Challenge(token, nonce, issued_at, subject, purpose, key, failures)


def read(token: object, subject: str, purpose: str, now: datetime) -> Challenge:
    """Return the challenge that was issued as ``token``, if it may still be answered.

    :param token: whatever was sent, of any type, content and length.
    :raises Missing: nothing was sent.
    :raises Foreign: it is none of ours, or was issued for another subject or purpose.
    :raises Expired: it is older than ``LIFETIME``, or from the future.
    """
    if not token:
        raise Missing
    key, (nonce, issued_seconds, binding, failures) = _opened(token)
    if binding != _binding(subject, purpose):
        raise Foreign
    issued_at = datetime.fromtimestamp(issued_seconds, UTC)
    if not -CLOCK_SKEW <= now - issued_at < LIFETIME:
        raise Expired
    return Challenge(str(token), nonce, issued_at, subject, purpose, key, failures)


def _opened(token: object) -> tuple[str, tuple[str, int, str, int]]:
    """Return the key that signed ``token``, and what it holds.

    Base64 is forgiving: several spellings of a signature mean the same bytes. Only the one we wrote
    is taken, so that a challenge has one token.
    """
    if not isinstance(token, str) or len(token) > MOST_TOKEN_CHARACTERS or not token.isascii():
        raise Foreign
    payload = token.rpartition(".")[0]
    for key in settings.current().secret_keys:
        serializer = signing.serializer(key, SALT)
        if hmac.compare_digest(serializer.make_signer().sign(payload), token.encode()):
            return key, serializer.load_payload(payload.encode())
    raise Foreign


def _binding(subject: str, purpose: str) -> str:
    """Stand for subject and purpose in the token, in the same few characters for any of them."""
    digest = hashlib.sha256(json.dumps([subject, purpose]).encode()).digest()
    return urlsafe_b64encode(digest[:NONCE_BYTES]).rstrip(b"=").decode()
