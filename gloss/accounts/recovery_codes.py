"""Recovery codes: ten that are good once each, for who has lost the second factor."""

import secrets
import unicodedata
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gloss.accounts import tokens
from gloss.accounts.models import RecoveryCode

COUNT = 10
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base32: nothing looks like another
LENGTH = 16  # 80 bits: too many to try even for who has stolen the hashes
GROUP = 4
MISREAD = str.maketrans("oil", "011")
LONGEST_TYPED = 100


def renew(session: Session, moderator_id: int) -> list[str]:
    """Make ten codes, which are stored nowhere; those made before end here."""
    forget(session, moderator_id)
    made = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(COUNT)]
    session.add_all(
        RecoveryCode(moderator_id=moderator_id, code_hash=_digest(moderator_id, code))
        for code in made
    )
    return ["-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP)) for code in made]


def spend(session: Session, moderator_id: int, typed: str) -> bool:
    """Take a code; of two that send the same one at once, one gets through."""
    code = _plain(typed[:LONGEST_TYPED])
    taken = session.execute(
        delete(RecoveryCode)
        .where(
            RecoveryCode.moderator_id == moderator_id,
            RecoveryCode.code_hash == _digest(moderator_id, code),
        )
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def left(session: Session, moderator_id: int) -> int:
    """Count the codes that were not used yet."""
    mine = select(func.count()).where(RecoveryCode.moderator_id == moderator_id)
    return session.scalar(mine) or 0


def forget(session: Session, moderator_id: int) -> None:
    """Delete all codes of one account."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.moderator_id == moderator_id))


def as_text(codes: list[str], site_title: str, name: str, now: datetime) -> str:
    """Write codes down for a file or a sheet of paper."""
    head = f"{site_title}: recovery codes of {name}, {now:%Y-%m-%d}"
    return "\n".join([head, "Each is good once.", "", *codes, ""])


def _plain(typed: str) -> str:
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(c for c in folded if c.isalnum()).translate(MISREAD)


def _digest(moderator_id: int, code: str) -> str:
    return tokens.digest(f"recovery code {moderator_id} {code}")
