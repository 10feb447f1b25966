"""The mail loop of the background work: it looks every few seconds, and sends what is due."""

import logging
from threading import Event, Thread

from flask import Flask, current_app

from gloss import clock, database, settings
from gloss.outbox import delivery, messages, smtp
from gloss.outbox.delivery import Claim
from gloss.outbox.models import Fate, Letter
from gloss.outbox.smtp import NoSuchMailbox, Refused, Server, Trouble, Unreachable

PAUSE_SECONDS = 2
TROUBLE_PAUSE_SECONDS = 60
log = logging.getLogger("gloss.outbox")


def start(stop: Event) -> Thread:
    """Send the letters of the application beside what else is done, until told to stop."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # for the thread
    thread = Thread(target=_run, args=[app, stop], name="mail", daemon=True)
    thread.start()
    return thread


def send_due(stop: Event) -> bool:
    """Send all letters that are due; tell whether the server took its part in it."""
    try:
        if not delivery.is_due(database.db.session(), clock.now()):
            return True
    finally:
        database.db.session.rollback()
    try:
        _send_all(stop)
    except Unreachable:
        return False
    return True


def _run(app: Flask, stop: Event) -> None:
    with app.app_context():
        while settings.current().mail_server and not stop.is_set():
            stop.wait(_worked(stop))


def _worked(stop: Event) -> float:
    """Do what there is to do, and return for how many seconds to rest."""
    try:
        return PAUSE_SECONDS if send_due(stop) else TROUBLE_PAUSE_SECONDS
    except (database.Unavailable, *database.UNAVAILABLE) as fault:
        log.warning("Mail is put off: the database is away (%s)", fault)
    except Exception:  # whatever it was, other letters wait
        log.exception("The work on mail failed; it is tried again in a minute.")
    return TROUBLE_PAUSE_SECONDS


def _send_all(stop: Event) -> None:
    """Send one letter after another over one connection, which the first one opens.

    :raises Unreachable: the server is away; the letter being tried is put off, others not touched.
    """
    claimed = _claim()
    if claimed is None:
        return
    try:
        with smtp.connection() as server:
            while claimed:
                _send(server, claimed)
                claimed = None if stop.is_set() else _claim()
    except Unreachable as fault:
        log.warning("The mail server is not reached: %s", fault)
        if claimed:
            _put_off(claimed, fault)
        raise


def _send(server: Server, claimed: Claim) -> None:
    """Try one letter, and note what came of it; only ``Unreachable`` is left to the caller."""
    letter = _read(claimed)
    if letter is None:  # taken back a moment ago
        return
    try:
        server.send(messages.compose(letter))
    except Unreachable:
        raise
    except (Refused, messages.Unsendable) as refusal:
        fate = Fate.REFUSED if isinstance(refusal, NoSuchMailbox) else Fate.GIVEN_UP
        why, now = str(refusal), clock.now()
        database.write(lambda s: delivery.give_up(s, claimed, fate, why, now), is_public=False)
    except Trouble as trouble:
        _put_off(claimed, trouble)
    else:
        now = clock.now()
        database.write(lambda s: delivery.mark_sent(s, claimed, now), is_public=False)


def _read(claimed: Claim) -> Letter | None:
    """Read a letter whole, so that no transaction waits for the server."""
    session = database.db.session
    letter = session.get(Letter, claimed.letter_id, populate_existing=True)
    if letter:
        session.expunge(letter)
    session.rollback()
    return letter


def _claim() -> Claim | None:
    now = clock.now()
    return database.write(lambda session: delivery.claim(session, now), is_public=False)


def _put_off(claimed: Claim, trouble: Trouble) -> None:
    why, now = str(trouble), clock.now()
    database.write(lambda s: delivery.put_off(s, claimed, why, now), is_public=False)
