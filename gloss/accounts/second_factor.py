"""The second factor: six digits from an app that shares a secret with us (TOTP, RFC 6238).

The database holds no secret, only what one is derived from together with this site's own key
(``SECRET_KEYS``): who reads the database alone can make no codes.
"""

import base64
import hmac
import unicodedata
from datetime import datetime
from io import BytesIO

import pyotp
import segno
from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from gloss import settings, site
from gloss.accounts import tokens
from gloss.accounts.models import Moderator

DIGITS = 6
STEP_SECONDS = 30
STEPS = (0, -1, 1)  # a clock may be half a minute wrong, or a code typed slowly
SEED_CHARACTERS = 32
SECRET_BYTES = 20  # RFC 4226, section 4


def seed(token: str) -> str:
    """Return what to derive the secret from that is offered to the session of ``token``.

    The same session is offered the same secret, so that looking at it stores nothing.
    """
    return tokens.digest(f"second factor {token}")[:SEED_CHARACTERS]


def secret(from_seed: str) -> str:
    """Return the secret as an app takes it: 32 letters and digits (base32)."""
    return _secret(from_seed, settings.current().secret_keys[0])


def address(of_secret: str, name: str) -> str:
    """Return the secret as an app reads it from a picture, with the names of site and account."""
    return pyotp.TOTP(of_secret).provisioning_uri(name=name, issuer_name=site.current().title)


def picture(shown_address: str) -> str:
    """Draw an address as a QR code; return it as an address of an SVG in itself (``data:``)."""
    svg = BytesIO()
    code = segno.make_qr(shown_address, error="m")
    code.save(svg, kind="svg", border=4, light="#fff", xmldecl=False)  # white, in the dark too
    return "data:image/svg+xml;base64," + base64.b64encode(svg.getvalue()).decode()


def step_of(from_seed: str, typed: str, now: datetime) -> int | None:
    """Return the half minute since 1970 that ``typed`` is the code of; ``None`` if it is none.

    Codes made with older keys of ours count as long as the operator keeps these.
    """
    code = "".join(unicodedata.normalize("NFKC", typed).split())
    if not (len(code) == DIGITS and code.isascii() and code.isdigit()):
        return None
    for key in settings.current().secret_keys:
        found = _step(pyotp.TOTP(_secret(from_seed, key)), code, now)
        if found is not None:
            return found
    return None


def spend(session: Session, moderator: Moderator, typed: str, now: datetime) -> bool:
    """Take a code, unless it or a later one was taken before: of two at once one gets through."""
    step = step_of(moderator.second_factor, typed, now) if moderator.second_factor else None
    if step is None:
        return False
    last = Moderator.second_factor_step
    taken = session.execute(
        update(Moderator)
        .where(Moderator.id == moderator.id, or_(last.is_(None), last < step))
        .values(second_factor_step=step)
        .returning(Moderator.id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def _step(app: pyotp.TOTP, code: str, now: datetime) -> int | None:
    here = int(now.timestamp()) // STEP_SECONDS
    tried = [here + apart for apart in STEPS]
    right = [step for step in tried if hmac.compare_digest(app.generate_otp(step), code)]
    return right[0] if right else None


def _secret(from_seed: str, key: str) -> str:
    said = f"gloss.accounts.second_factor {from_seed}"
    derived = hmac.digest(key.encode(), said.encode(), "sha256")
    return base64.b32encode(derived[:SECRET_BYTES]).decode()
