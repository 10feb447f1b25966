"""Opening the database at the start of a server, or once it can be: articles do not wait for it."""

import logging
from contextlib import suppress
from threading import Event, Thread

import click
from flask import Flask, current_app

from gloss import clock, database
from gloss.accounts.commands import first_moderator_link
from gloss.operation import upgrading
from gloss.operation.backups.commands import upgraded

PAUSE_SECONDS = 2
NOT_NOW = (upgrading.Away, database.Unavailable)
log = logging.getLogger(__name__)


def open_database(base: str) -> None:
    """Bring the database up to date; while it is away, say so, and try again beside all else.

    :param base: scheme and host of the server that is about to start.
    :raises click.ClickException: it cannot be brought up to date.
    """
    try:
        _open(base)
    except NOT_NOW as fault:
        say(f"The database cannot be used ({fault}): articles are served, comments have to wait.")
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        Thread(target=_open_later, args=[app, base], name="opener", daemon=True).start()


def say(sentence: str) -> None:
    """Print a sentence; a disk that is full of what was printed before is no reason to stop."""
    with suppress(OSError):
        click.echo(sentence)


def _open(base: str) -> None:
    upgraded()
    first = first_moderator_link(clock.now(), base)
    if first:
        say(f"There is no moderator yet. To become the first one, open {first}")


def _open_later(app: Flask, base: str) -> None:
    pause = Event()
    with app.app_context():
        while not pause.wait(PAUSE_SECONDS):
            try:
                _open(base)
            except NOT_NOW:
                continue
            except click.ClickException as refusal:
                log.error("%s", refusal.message)
            else:
                say("The database can be used: comments are taken.")
            return
