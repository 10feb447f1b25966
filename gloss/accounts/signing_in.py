"""Signing in: a name and a password become a session, with a code in between where there is one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss.accounts import (
    account_log,
    moderators,
    names,
    passwords,
    recovery_codes,
    second_factor,
    sessions,
    tokens,
)
from gloss.accounts.account_log import Actor
from gloss.accounts.models import Deed, Moderator, Standing
from gloss.accounts.sessions import Begun
from gloss.visitors import limits, network

BY_NAME = limits.Budget("sign-in by name", "10 per 5 minutes")
BY_NETWORK = limits.Budget("sign-in by network", "40 per 5 minutes")
CODES = limits.Budget("second factor by account", "10 per 15 minutes")
HALFWAY_LASTS = timedelta(minutes=10)

Spend = Callable[[Session, Moderator, str, datetime], bool]


@dataclass(frozen=True)
class Proof:
    """That somebody knew the password of a moderator a moment ago."""

    moderator_id: int
    password_hash: str
    renewed_hash: str | None  # with the parameters of today, if the other's are outdated
    needs_code: bool


@dataclass(frozen=True)
class Browser:
    """Where somebody signs in."""

    replaced: str | None  # the token that it held until now
    device: str  # devices.describe
    network: str  # keyed hash


@dataclass(frozen=True)
class Halfway:
    """That a password was right and a code is still wanted; the browser keeps it, signed."""

    moderator_id: int
    password: str  # names the password's hash, so that a change of it ends this too
    at: int  # seconds since 1970


@dataclass(frozen=True)
class Code:
    """What was typed, and how to take it: ``by_app`` or ``by_recovery_code``."""

    typed: str
    spend: Spend


class Lapsed(Exception):
    """It is too long ago, or not true any more, that the password was right."""


def throttle(name: str) -> None:
    """Count one attempt; what is refused says nothing about who exists.

    The name counts together with the network: a stranger cannot lock a moderator out.

    :raises limits.Refusal: with the time to wait.
    """
    here = network.of_request()
    BY_NETWORK.demand(here)
    BY_NAME.demand(network.fingerprint(f"{here} {names.key(name)}"))


def throttle_code(half: Halfway) -> None:
    """Count one code, wherever it comes from: only who knows the password gets this far.

    :raises limits.Refusal: with the time to wait.
    """
    BY_NETWORK.demand(network.of_request())
    CODES.demand(network.fingerprint(f"account {half.moderator_id}"))


def check(session: Session, name: str, password: str) -> Proof | None:
    """Return a proof when ``password`` is that of ``name``; all failures take the same time.

    :raises passwords.Busy: nothing was looked at.
    """
    found = moderators.find(session, name)
    may_enter = found is not None and found.standing is Standing.ACTIVE
    known_hash = found.password_hash if found and may_enter else None
    if not passwords.is_right(password, known_hash) or found is None or known_hash is None:
        return None
    renewed = passwords.digest(password) if passwords.is_outdated(known_hash) else None
    return Proof(found.id, known_hash, renewed, found.second_factor is not None)


def begin(session: Session, proof: Proof, browser: Browser, now: datetime) -> Begun | None:
    """Begin a session; ``None`` if the password was changed, or a code is asked for, meanwhile."""
    moderator = _proven(session, proof)
    if moderator is None or moderator.second_factor:
        return None
    return start(session, moderator.id, browser, now)


def go_halfway(session: Session, proof: Proof, now: datetime) -> Halfway | None:
    """Ask for a code next; ``None`` if the password was changed meanwhile."""
    moderator = _proven(session, proof)
    if moderator is None or moderator.password_hash is None:
        return None
    return Halfway(moderator.id, _mark(moderator.password_hash), int(now.timestamp()))


def finish(
    session: Session, half: Halfway, code: Code, browser: Browser, now: datetime
) -> Begun | None:
    """Begin a session by a code; ``None`` if it is no code, or was taken before.

    :raises Lapsed: the password has to be typed again.
    """
    moderator = _still_proven(session, half, now)
    if code.spend(session, moderator, code.typed, now):
        return start(session, moderator.id, browser, now)
    by = Actor(None, None, browser.network)
    account_log.note(session, by.did(Deed.CODE_REFUSED, on=moderator.id), now)
    return None


def by_app(session: Session, moderator: Moderator, typed: str, now: datetime) -> bool:
    """Take a code of the app."""
    return second_factor.spend(session, moderator, typed, now)


def by_recovery_code(session: Session, moderator: Moderator, typed: str, now: datetime) -> bool:
    """Take a recovery code; the log tells how many are left."""
    if not recovery_codes.spend(session, moderator.id, typed):
        return False
    left = recovery_codes.left(session, moderator.id)
    by = Actor(moderator.id, None, "")
    account_log.note(session, by.did(Deed.RECOVERY_CODE_USED, to=f"{left} left"), now)
    return True


def start(session: Session, moderator_id: int, browser: Browser, now: datetime) -> Begun:
    """Begin a session for somebody who has proven everything, and write it down."""
    begun = sessions.start(session, moderator_id, browser.replaced, now, browser.device)
    by = Actor(moderator_id, begun.id, browser.network)
    account_log.note(session, by.did(Deed.SIGNED_IN, to=browser.device), now)
    return begun


def _proven(session: Session, proof: Proof) -> Moderator | None:
    """Return the moderator of a proof that still holds, and renew an outdated hash."""
    moderator = session.scalar(
        select(Moderator)
        .where(
            Moderator.id == proof.moderator_id,
            Moderator.password_hash == proof.password_hash,
            Moderator.standing == Standing.ACTIVE,
        )
        .with_for_update()
    )
    if moderator:
        moderator.password_hash = proof.renewed_hash or proof.password_hash
    return moderator


def _still_proven(session: Session, half: Halfway, now: datetime) -> Moderator:
    """Return whose password was right, as long as that is true.

    :raises Lapsed: it is not.
    """
    moderator = session.get(Moderator, half.moderator_id, with_for_update=True)
    is_late = now.timestamp() - half.at > HALFWAY_LASTS.total_seconds()
    if moderator is None or is_late or moderator.standing is not Standing.ACTIVE:
        raise Lapsed
    if moderator.second_factor is None or _mark(moderator.password_hash or "") != half.password:
        raise Lapsed
    return moderator


def _mark(password_hash: str) -> str:
    return tokens.digest(password_hash)[:16]
