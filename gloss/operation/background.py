"""The background work: one process that sweeps and converts, until it is told to stop."""

import logging
import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event
from types import FrameType

from sqlalchemy.orm import Session

from gloss import clock, database, heartbeats, nodes, settings
from gloss.accounts import links, sessions
from gloss.articles import watching
from gloss.articles.illustrations import converting
from gloss.captcha import spending, tallies
from gloss.comments import retention
from gloss.comments.mailboxes import links as mail_links
from gloss.comments.mailboxes import unsubscribing
from gloss.moderation import claims, decision_links, digests
from gloss.moderation.bulk_orders import background as bulk_orders
from gloss.moderation.bulk_orders import orders
from gloss.moderation.suspicion import background as suspicion
from gloss.moderation.suspicion import campaigns
from gloss.operation.signs import Loops, Signs
from gloss.outbox import background as mail
from gloss.outbox import delivery

Sweep = Callable[[Session, datetime], object]

log = logging.getLogger(__name__)

SWEEPS: tuple[Sweep, ...] = (
    spending.forget_expired,
    sessions.sweep,
    links.sweep,
    delivery.sweep,
    mail_links.sweep,
    unsubscribing.note_refusals,
    decision_links.sweep,
    digests.write_due,
    campaigns.sweep,
    orders.sweep,
    claims.sweep,
    retention.forget_networks,
    retention.erase_refused,
    retention.forget_words_of_reports,
    tallies.sweep,
)
PAUSE_SECONDS = 60
TELL_AGAIN = timedelta(hours=1)
LOOK_FOR_PARENT_SECONDS = 1
ASSESSING_SECONDS = 2  # a model that is being built anew is built by the next process
LETTER_SECONDS = 5  # for the letter being sent; one that takes longer is sent again


def work(server_pid: int | None = None, pipe: int | None = None) -> None:
    """Sweep once a minute, and beside that look, convert, send and assess, until told to stop.

    SIGTERM and SIGINT tell us, and the end of the server that started us.

    :param server_pid: of that server, told by itself: it may have ended before we could ask who
        our parent is. Without it nobody's end is ours.
    :param pipe: of the same server, which kills us when no sign of life comes through it.
    """
    stop = Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    def is_over() -> bool:
        return stop.is_set() or server_pid not in {None, os.getppid()}

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    loops = Loops(stop)
    files, pictures, letters = map(loops.begin, (watching.start, converting.start, mail.start))
    comments, many = map(loops.begin, (suspicion.start, bulk_orders.start))
    signs, others = Signs(pipe, loops), Others(clock.now())
    while not is_over():
        sweep_all(clock.now(), signs.give)
        others.meet(clock.now())
        for _ in range(PAUSE_SECONDS):
            signs.give()
            if stop.wait(LOOK_FOR_PARENT_SECONDS) or is_over():
                break
    stop.set()
    files.join()
    pictures.join()
    comments.join(ASSESSING_SECONDS)
    many.join(ASSESSING_SECONDS)
    letters.join(LETTER_SECONDS)


class Others:
    """The other servers of this database: what does not fit together is told to the log."""

    def __init__(self, began_at: datetime) -> None:
        self._began_at = began_at
        self._told_at: dict[str, datetime] = {}

    def meet(self, now: datetime) -> None:
        """Write down that this server is there; what is wrong with others is told once an hour."""
        for trouble in _found(self._began_at, now):
            told_at = self._told_at.get(trouble)
            if told_at is None or now - told_at >= TELL_AGAIN:
                self._told_at[trouble] = now
                log.error("%s", trouble)


def _found(began_at: datetime, now: datetime) -> list[str]:
    ours = settings.current()

    def look(session: Session) -> list[str]:
        nodes.note(session, ours, now)
        return nodes.troubles(session, ours, began_at, now)

    try:
        return database.write(look, is_public=False)
    except database.Unavailable as fault:
        log.warning("Other servers are not looked for: the database is away (%s)", fault)
        return []


def sweep_all(now: datetime, give_sign: Callable[[], None] = lambda: None) -> None:
    """Run every sweep once; one that fails is logged and hurts no other, and ``/health`` tells."""
    all_done = True
    for sweep in SWEEPS:
        give_sign()
        all_done &= _run(sweep, now)
    if all_done:
        _run(heartbeats.swept, now)


def _run(sweep: Sweep, now: datetime) -> bool:
    """Run one sweep; return whether it was done."""
    try:
        database.write(lambda session: sweep(session, now))
    except database.Unavailable as fault:
        log.warning("%s is put off: the database is away (%s)", sweep.__module__, fault)
    except Exception:  # whatever it was, it is tried again
        log.exception("%s failed; it is tried again in a minute.", sweep.__module__)
    else:
        return True
    return False
