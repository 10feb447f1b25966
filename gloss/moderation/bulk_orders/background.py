"""Carrying orders out beside all else, a part at a time, until told to stop."""

import logging
import threading
from functools import partial

from flask import Flask, current_app

from gloss import clock, database
from gloss.moderation.bulk_orders import orders

PAUSE_SECONDS = 1.0
TROUBLE_PAUSE_SECONDS = 10.0
BREATH_SECONDS = 0.02  # between parts: readers and writers come first
log = logging.getLogger(__name__)


def carry_out(order_id: int) -> None:
    """Carry out all that is left of one order."""
    while database.write(partial(orders.carry_on, order_id=order_id, now=clock.now())):
        pass


def step() -> bool:
    """Carry out one part of the order that is next; return whether there was one."""
    order_id = orders.running(database.db.session())
    if order_id is None:
        database.db.session.rollback()  # keep no transaction open
        return False
    database.write(partial(orders.carry_on, order_id=order_id, now=clock.now()))
    return True


def start(stop: threading.Event) -> threading.Thread:
    """Work beside what else is done, until told to stop."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    thread = threading.Thread(target=_run, args=[app, stop], name="orders", daemon=True)
    thread.start()
    return thread


def _run(app: Flask, stop: threading.Event) -> None:
    with app.app_context():
        while not stop.is_set():
            stop.wait(_worked())


def _worked() -> float:
    """Do one step; return the seconds to rest."""
    try:
        return BREATH_SECONDS if step() else PAUSE_SECONDS
    except (database.Unavailable, *database.UNAVAILABLE) as fault:
        log.warning("An order about many comments goes on later (%s)", fault)
    except Exception:  # whatever it was, it is tried again
        log.exception("An order about many comments failed; it is tried again in a while.")
    database.db.session.rollback()
    return TROUBLE_PAUSE_SECONDS
