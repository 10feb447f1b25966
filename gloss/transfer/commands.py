"""``flask articles export``."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from gloss import database
from gloss.articles import history, library
from gloss.transfer.static_site import StaticSite


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@with_appcontext
def export(folder: Path) -> None:
    """Write the site as static files to FOLDER, which must not exist yet.

    Any web server can serve them; comments are in their pages, and where the form was they say
    where the live site is.
    """
    if folder.exists():
        raise click.ClickException(f"{folder} is there already. Name a folder that does not exist.")
    shelf = library.current()
    shelf.refresh()
    shelf.remember(history.read(database.db.session.connection()))
    site = StaticSite(current_app._get_current_object(), folder)  # type: ignore[attr-defined]
    try:
        saved = site.save(shelf.former_addresses())
    except OSError as fault:
        raise click.ClickException(f"{folder} cannot be written: {fault.strerror}.") from None
    click.echo(f"{folder}: {saved} files")
    for path, status in site.faults.items():
        click.echo(f"{path} is linked to and answered {status}: it is left out.")
