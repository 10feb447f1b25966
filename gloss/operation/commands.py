"""``flask serve``, ``flask work`` and ``flask demo``."""

import click
import flask_migrate
from flask.cli import with_appcontext

from gloss import clock, database, settings
from gloss.accounts.commands import new_password_link
from gloss.operation import background, opening, presence, samples, serving
from gloss.operation.backups import restoring
from gloss.web import logs


@click.command()
@with_appcontext
def serve() -> None:
    """Bring the database up to date and serve the site, with the background work beside it."""
    logs.configure(settings.current().log_level)
    _require_port()
    _require_whole()
    opening.open_database(_base())
    _serve_here()


@click.command()
@click.option("--beside", type=int, metavar="PID", help="End with the server that started us.")
@click.option("--signs", type=int, hidden=True, help="The pipe to it for signs of life.")
@with_appcontext
def work(beside: int | None, signs: int | None) -> None:
    """Do the background work until told to stop: sweep what has expired."""
    logs.configure(settings.current().log_level)
    background.work(beside, signs)


@click.command()
@with_appcontext
def demo() -> None:
    """Serve sample comments in every state, on a database that holds nothing yet."""
    _require_port()
    flask_migrate.upgrade()
    try:
        token = database.write(lambda session: samples.fill(session, clock.now()))
    except samples.InUse:
        raise click.ClickException(
            "This database is in use. Run `make demo`, or set INSTANCE_DIR to an empty folder."
        ) from None
    link = new_password_link(token, _base())
    click.echo(f"To moderate as “{samples.MODERATOR}”, set a password at {link}")
    _serve()


def _require_port() -> None:
    try:
        serving.require_port(settings.current())
    except serving.PortTaken as taken:
        raise click.ClickException(
            f"Nothing can be served on {_base()} ({taken}). "
            "Stop what runs there, or choose another port, as in: PORT=8001 make run"
        ) from None


def _require_whole() -> None:
    backup = restoring.interrupted(settings.current().instance_dir)
    if backup:
        raise click.ClickException(
            "A restore was interrupted, so the site may be half of one state and half of another. "
            f"Run this once more, then start again: flask restore {backup}"
        )


def _serve_here() -> None:
    try:
        with presence.shared(settings.current().instance_dir):
            _serve()
    except presence.InUse:
        raise click.ClickException(
            "A restore is under way in INSTANCE_DIR. Start again when it is done."
        ) from None


def _serve() -> None:
    opening.say(f"Serving on {_base()}")
    serving.serve(settings.current())


def _base() -> str:
    """Return scheme and host of the server that is about to start."""
    return f"http://{settings.current().host}:{settings.current().port}"
