"""The commands of ``flask``: each is loaded when it is asked for; a server loads none of them."""

from collections import defaultdict
from collections.abc import Mapping
from pkgutil import resolve_name

import click
from flask import Flask
from flask.cli import AppGroup

Places = Mapping[str, str]  # by the command's name: ``package.module:object``


class Commands(AppGroup):
    """Commands that are offered by their places."""

    def __init__(self) -> None:
        super().__init__()
        self._places: dict[str, dict[str, str]] = defaultdict(dict)  # by group; "": in none

    def offer(self, places: Places, group: str) -> None:
        """Offer commands; those of a group beside its own."""
        self._places[group] |= places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names of all; to show what each is for, click loads them."""
        return sorted(self._places[""])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command, and all that a group takes."""
        place = self._places[""].get(cmd_name)
        if place is None:
            return None
        command: click.Command = resolve_name(place)
        if isinstance(command, click.Group):
            for within in self._places.get(cmd_name, {}).values():
                command.add_command(resolve_name(within))
        return command


def init_app(app: Flask) -> None:
    """Let the parts of ``app`` offer commands."""
    app.cli = Commands()
    app.cli.name = app.name


def offer(app: Flask, places: Places, group: str = "") -> None:
    """Offer commands of ``app``, or more for a group that another part offers."""
    assert isinstance(app.cli, Commands)  # noqa: S101 (narrows the type)
    app.cli.offer(places, group)
