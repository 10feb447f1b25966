"""Signing in: a name and a password become a session."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss.accounts import moderators, names, passwords, sessions
from gloss.accounts.models import Moderator
from gloss.visitors import limits, network

BY_NAME = limits.Budget("sign-in by name", "10 per 5 minutes")
BY_NETWORK = limits.Budget("sign-in by network", "40 per 5 minutes")


@dataclass(frozen=True)
class Proof:
    """That somebody knew the password of a moderator a moment ago."""

    moderator_id: int
    password_hash: str
    renewed_hash: str | None  # with the parameters of today, if the other's are outdated


def throttle(name: str) -> None:
    """Count one attempt; what is refused says nothing about who exists.

    The name counts together with the network: a stranger cannot lock a moderator out.

    :raises limits.Refusal: with the time to wait.
    """
    here = network.of_request()
    BY_NETWORK.demand(here)
    BY_NAME.demand(network.fingerprint(f"{here} {names.key(name)}"))


def check(session: Session, name: str, password: str) -> Proof | None:
    """Return a proof when ``password`` is that of ``name``; both failures take the same time."""
    found = moderators.find(session, name)
    known_hash = found.password_hash if found else None
    if not passwords.is_right(password, known_hash) or found is None or known_hash is None:
        return None
    renewed = passwords.digest(password) if passwords.is_outdated(known_hash) else None
    return Proof(found.id, known_hash, renewed)


def begin(session: Session, proof: Proof, replaced: str | None, now: datetime) -> str | None:
    """Begin a session and return its token; ``None`` if the password was changed meanwhile.

    :param replaced: the token that the browser held until now.
    """
    moderator = session.scalar(
        select(Moderator)
        .where(Moderator.id == proof.moderator_id, Moderator.password_hash == proof.password_hash)
        .with_for_update()
    )
    if moderator is None:
        return None
    moderator.password_hash = proof.renewed_hash or proof.password_hash
    return sessions.start(session, moderator.id, replaced, now)
