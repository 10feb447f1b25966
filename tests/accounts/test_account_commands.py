"""Moderators on the command line."""

import re

import pytest
from click.testing import Result
from flask import Flask

from gloss import clock
from gloss.accounts import passwords
from gloss.accounts.commands import first_moderator_link
from gloss.accounts.models import (
    AccountEvent,
    Deed,
    Moderator,
    ModeratorSession,
    OneTimeLink,
    Role,
    Standing,
)
from gloss.database import db, write
from tests.accounts.browser import AccountsBrowser, count
from tests.cast import PASSWORD

LINK = re.compile(r"http://localhost(/moderation/password/[\w-]{43})\n")


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["accounts", *arguments])


def link_in(output: str) -> str:
    found = LINK.search(output)
    assert found is not None, output
    return found[1]


def test_a_moderator_is_added_and_sets_a_password_by_the_printed_link(
    app: Flask, browser: AccountsBrowser
) -> None:
    done = run(app, "add", "  Мария  Кюри ")
    assert (done.exit_code, "Мария Кюри can set a password here" in done.output) == (0, True)
    assert browser.send(link_in(done.output), password=PASSWORD).status_code == 303
    assert browser.sign_in("мария кюри").status_code == 303


def test_an_added_moderator_ends_the_time_of_first_links(app: Flask) -> None:
    run(app, "add", "Mo")
    assert first_moderator_link(clock.now()) is None


@pytest.mark.parametrize("same", ["Mo", "MO", " Ｍｏ "])
def test_a_name_that_is_taken_is_said_and_changes_nothing(app: Flask, mo: int, same: str) -> None:
    done = run(app, "add", same)
    assert (done.exit_code, "There is a moderator called" in done.output) == (1, True)
    assert (count(Moderator), count(OneTimeLink)) == (1, 0)


@pytest.mark.parametrize("bad", ["", "x" * 81, "M\no", b"\x80".decode(errors="surrogateescape")])
def test_a_name_that_is_none_is_said_and_changes_nothing(app: Flask, bad: str) -> None:
    done = run(app, "add", bad)
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert count(Moderator) == 0


def test_a_reset_prints_a_link_and_leaves_everything_as_it_is(
    app: Flask, browser: AccountsBrowser, mo: int
) -> None:
    browser.sign_in()
    done = run(app, "reset", "mo")
    assert (done.exit_code, browser.is_signed_in()) == (0, True)
    browser.send(link_in(done.output), password="a brand new sentence")
    assert (browser.is_signed_in(), count(ModeratorSession)) == (False, 0)


@pytest.mark.parametrize("unknown", ["Eve", "", "x" * 1_000])
def test_a_reset_of_nobody_is_said(app: Flask, mo: int, unknown: str) -> None:
    done = run(app, "reset", unknown)
    assert (done.exit_code, "There is no moderator called" in done.output) == (1, True)
    assert count(OneTimeLink) == 0


def test_the_list_shows_who_has_set_no_password_yet(app: Flask, mo: int) -> None:
    run(app, "add", "Anna")
    today = f"{clock.now():%Y-%m-%d}"
    assert run(app, "list").output.splitlines() == [
        f"Anna, moderator since {today}, has not set a password yet",
        "Mo, admin since 2026-11-23",
    ]


def test_an_empty_list_says_what_to_do(app: Flask) -> None:
    assert "flask accounts add NAME" in run(app, "list").output


def test_no_command_shows_a_password_or_its_hash(app: Flask, mo: int) -> None:
    shown = run(app, "list").output + run(app, "reset", "Mo").output
    kept = db.session.get_one(Moderator, mo).password_hash or ""
    assert passwords.is_right(PASSWORD, kept)
    assert kept not in shown


def test_the_first_one_added_is_an_admin_and_the_others_only_if_said(app: Flask) -> None:
    for arguments in (["Mo"], ["Mia"], ["Nora", "--admin"]):
        run(app, "add", *arguments)
    roles = {moderator.name: moderator.role for moderator in db.session.query(Moderator)}
    assert roles == {"Mo": Role.ADMIN, "Mia": Role.MODERATOR, "Nora": Role.ADMIN}


def test_the_last_admin_who_lost_everything_gets_in_by_the_command_line(
    app: Flask, browser: AccountsBrowser, mo: int
) -> None:
    write(lambda session: setattr(session.get_one(Moderator, mo), "second_factor", "a" * 32))
    done = run(app, "reset", "Mo", "--second-factor")
    assert (done.exit_code, "asks for no code" in done.output) == (0, True)
    assert browser.send(link_in(done.output), password="a brand new sentence").status_code == 303
    assert browser.sign_in(password="a brand new sentence").location == "/moderation/"


def test_a_reset_alone_leaves_the_second_factor(app: Flask, mo: int) -> None:
    write(lambda session: setattr(session.get_one(Moderator, mo), "second_factor", "a" * 32))
    run(app, "reset", "Mo")
    db.session.rollback()
    assert db.session.get_one(Moderator, mo).second_factor == "a" * 32


def test_somebody_is_made_an_admin_and_let_in_again(app: Flask, mo: int) -> None:
    write(lambda session: setattr(session.get_one(Moderator, mo), "role", Role.MODERATOR))
    write(lambda session: setattr(session.get_one(Moderator, mo), "standing", Standing.SUSPENDED))
    assert run(app, "promote", "mo").output == "mo is an admin.\n"
    db.session.rollback()
    again = db.session.get_one(Moderator, mo)
    assert (again.role, again.standing) == (Role.ADMIN, Standing.ACTIVE)
    assert run(app, "promote", "Eve").exit_code == 1


def test_what_the_command_line_does_is_in_the_log(app: Flask, mo: int) -> None:
    run(app, "add", "Mia")
    run(app, "reset", "Mia")
    events = db.session.query(AccountEvent).order_by(AccountEvent.id).all()
    assert [event.deed for event in events] == [Deed.INVITED, Deed.LINK_RENEWED]
    assert {event.actor_id for event in events} == {None}
