"""Moderators on the command line: ``flask accounts``, and the link that a start prints."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup

from gloss import clock, database, site
from gloss.accounts import moderators, names
from gloss.accounts.models import Moderator

accounts = AppGroup("accounts", help="Moderators: make one, give one a new password, list all.")


def first_moderator_link(now: datetime, base: str = "") -> str | None:
    """Return a fresh address to make the first moderator; earlier ones end. ``None`` if not needed.

    :param base: scheme and host that reach this server; without it, the site's own address.
    """
    token = database.write(lambda session: moderators.renew_first_link(session, now))
    return _link("accounts.welcome_page", token, base) if token else None


def new_password_link(token: str, base: str = "") -> str:
    """Return the address to set a password with ``token``; ``base`` as above."""
    return _link("accounts.password_page", token, base)


@accounts.command()
@click.argument("name")
def add(name: str) -> None:
    """Make a moderator, and print a link to set the password."""
    flaw = names.flaw(name)
    if flaw:
        raise click.ClickException(flaw)
    shown, now = names.clean(name), clock.now()
    try:
        token = database.write(lambda session: moderators.invite(session, shown, now))
    except moderators.NameTaken:
        raise click.ClickException(
            f"There is a moderator called {shown} already. "
            "For a new password use: flask accounts reset"
        ) from None
    _print_link(shown, token)


@accounts.command()
@click.argument("name")
def reset(name: str) -> None:
    """Print a link with which a moderator sets a new password."""
    now = clock.now()
    try:
        token = database.write(lambda session: moderators.reset(session, name, now))
    except moderators.Unknown:
        raise click.ClickException(
            f"There is no moderator called {name}. To see all use: flask accounts list"
        ) from None
    _print_link(names.clean(name), token)


@accounts.command("list")
def list_all() -> None:
    """List all moderators."""
    everyone = moderators.everyone(database.db.session())
    for moderator in everyone:
        click.echo(_line(moderator))
    if not everyone:
        click.echo("There is no moderator yet. To make one use: flask accounts add NAME")


def _line(moderator: Moderator) -> str:
    state = "" if moderator.password_hash else ", has not set a password yet"
    return f"{moderator.name}, since {moderator.created_at:%Y-%m-%d}{state}"


def _print_link(name: str, token: str) -> None:
    click.echo(f"{name} can set a password here, once, within 24 hours:")
    click.echo(new_password_link(token))


def _link(endpoint: str, token: str, base: str) -> str:
    """Write an absolute address that no request's Host header has a say in."""
    path = current_app.url_map.bind("").build(endpoint, {"token": token})
    return (base or site.current().address) + path
