"""Moderators on the command line: ``flask accounts``, and the link that a start prints."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.accounts import enrolment, links, moderators, names, people
from gloss.accounts.models import Moderator, Role, Standing

T = TypeVar("T")

accounts = AppGroup("accounts", help="Moderators: make one, give one a new password, list all.")


def first_moderator_link(now: datetime, base: str = "") -> str | None:
    """Return a fresh address to make the first moderator; earlier ones end. ``None`` if not needed.

    :param base: scheme and host that reach this server; without it, the site's own address.
    """
    token = database.write(lambda session: moderators.renew_first_link(session, now))
    return links.address("accounts.welcome_page", token, base) if token else None


def new_password_link(token: str, base: str = "") -> str:
    """Return the address to set a password with ``token``; ``base`` as above."""
    return links.address("accounts.password_page", token, base)


@accounts.command()
@click.argument("name")
@click.option("--admin", is_flag=True, help="Let them look after accounts too.")
def add(name: str, *, admin: bool) -> None:
    """Make a moderator, and print a link to set the password; the first one is an admin."""
    flaw = names.flaw(name)
    if flaw:
        raise click.ClickException(flaw)
    shown, now = names.clean(name), clock.now()
    role = Role.ADMIN if admin else Role.MODERATOR
    try:
        token = database.write(lambda session: moderators.invite(session, shown, now, role))
    except moderators.NameTaken:
        raise click.ClickException(
            f"There is a moderator called {shown} already. "
            "For a new password use: flask accounts reset"
        ) from None
    _print_link(shown, token)


@accounts.command()
@click.argument("name")
@click.option("--second-factor", is_flag=True, help="Ask for no code at sign-in any more.")
def reset(name: str, *, second_factor: bool) -> None:
    """Print a link with which a moderator sets a new password."""
    now = clock.now()

    def start_again(session: Session) -> str:
        found = moderators.named(session, name)
        if second_factor:
            enrolment.remove(session, moderators.COMMAND_LINE, found.id, now)
        return moderators.reset(session, name, now)

    _print_link(names.clean(name), _known(name, start_again))
    if second_factor:
        click.echo("Sign-in asks for no code until a second factor is added again.")


@accounts.command()
@click.argument("name")
def promote(name: str) -> None:
    """Make a moderator an admin, and let them in again if they were suspended."""
    now, by = clock.now(), moderators.COMMAND_LINE

    def raise_up(session: Session) -> None:
        found = moderators.named(session, name)
        people.restore(session, by, found.id, now)
        people.change_role(session, by, found.id, Role.ADMIN, now)

    _known(name, raise_up)
    click.echo(f"{names.clean(name)} is an admin.")


@accounts.command("list")
def list_all() -> None:
    """List all moderators."""
    everyone = moderators.everyone(database.db.session())
    for moderator in everyone:
        click.echo(_line(moderator))
    if not everyone:
        click.echo("There is no moderator yet. To make one use: flask accounts add NAME")


def _known(name: str, work: Callable[[Session], T]) -> T:
    """Do ``work`` about ``name``, or say that there is nobody of that name."""
    try:
        return database.write(work)
    except moderators.Unknown:
        raise click.ClickException(
            f"There is no moderator called {name}, or they are suspended. "
            "To see all use: flask accounts list"
        ) from None


def _line(moderator: Moderator) -> str:
    facts = [f"{moderator.name}, {moderator.role.value} since {moderator.created_at:%Y-%m-%d}"]
    if moderator.is_invited:
        facts.append("has not set a password yet")
    if moderator.standing is Standing.SUSPENDED:
        facts.append("suspended")
    if moderator.second_factor:
        facts.append("with a second factor")
    return ", ".join(facts)


def _print_link(name: str, token: str) -> None:
    click.echo(f"{name} can set a password here, once, within 24 hours:")
    click.echo(new_password_link(token))
