"""Adding a second factor to an account, and taking it away; the log tells of both."""

from datetime import datetime

from sqlalchemy.orm import Session

from gloss.accounts import account_log, recovery_codes, second_factor, sessions
from gloss.accounts.account_log import Actor
from gloss.accounts.models import Deed, Moderator


def add(session: Session, by: Actor, seed: str, typed: str, now: datetime) -> list[str] | None:
    """Ask for codes from now on; all sessions end.

    :param seed: of the secret that was offered.
    :param typed: a code that shows that the app has it; it is taken, and good for no sign-in.
    :returns: the recovery codes; ``None`` if ``typed`` is no code of this secret.
    """
    step = second_factor.step_of(seed, typed, now)
    if step is None:
        return None
    moderator = session.get_one(Moderator, by.moderator_id, with_for_update=True)
    moderator.second_factor, moderator.second_factor_step = seed, step
    sessions.revoke_all(session, moderator.id)
    account_log.note(session, by.did(Deed.SECOND_FACTOR_ADDED), now)
    return recovery_codes.renew(session, moderator.id)


def remove(session: Session, by: Actor, moderator_id: int, now: datetime) -> None:
    """Ask for codes no more; all sessions of that account end."""
    moderator = session.get_one(Moderator, moderator_id, with_for_update=True)
    if moderator.second_factor:
        forget(session, moderator)
        sessions.revoke_all(session, moderator_id)
        account_log.note(session, by.did(Deed.SECOND_FACTOR_REMOVED, on=moderator_id), now)


def renew_codes(session: Session, by: Actor, now: datetime) -> list[str]:
    """Return ten fresh recovery codes; those made before end here."""
    moderator = session.get_one(Moderator, by.moderator_id, with_for_update=True)
    account_log.note(session, by.did(Deed.RECOVERY_CODES_RENEWED), now)
    return recovery_codes.renew(session, moderator.id)


def forget(session: Session, moderator: Moderator) -> None:
    """Delete all there is of a second factor."""
    moderator.second_factor = moderator.second_factor_step = None
    recovery_codes.forget(session, moderator.id)
