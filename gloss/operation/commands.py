"""``flask serve``, ``flask work`` and ``flask demo``."""

import click
import flask_migrate
from flask.cli import with_appcontext

from gloss import clock, database, settings
from gloss.accounts.commands import first_moderator_link, new_password_link
from gloss.operation import background, samples, serving


@click.command()
@with_appcontext
def serve() -> None:
    """Bring the database up to date and serve the site, with the background work beside it."""
    flask_migrate.upgrade()
    first = first_moderator_link(clock.now(), _base())
    if first:
        click.echo(f"There is no moderator yet. To become the first one, open {first}")
    _serve()


@click.command()
@with_appcontext
def work() -> None:
    """Do the background work until told to stop: sweep what has expired."""
    background.work()


@click.command()
@with_appcontext
def demo() -> None:
    """Serve sample comments in every state, on a database that holds nothing yet."""
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


def _serve() -> None:
    click.echo(f"Serving on {_base()}")
    serving.serve(settings.current())


def _base() -> str:
    """Return scheme and host of the server that is about to start."""
    return f"http://{settings.current().host}:{settings.current().port}"
