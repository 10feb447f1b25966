"""The commands of ``flask``: each is there, and none costs a server its start."""

import subprocess
import sys

import click
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from gloss.settings import ROOT

LOADED = "import sys; from app import create_app; create_app(); print(*sorted(sys.modules))"


def test_each_command_is_loaded_when_it_is_asked_for(app: Flask) -> None:
    context = click.Context(app.cli)
    names = app.cli.list_commands(context)
    assert {"serve", "work", "articles", "import", "db"} <= set(names)
    for name in names:
        result = FlaskCliRunner(app).invoke(args=[name, "--help"])
        assert result.exit_code == 0, result.output
        command = app.cli.get_command(context, name)
        assert command
        assert (command.help or "").strip()


def test_a_group_takes_what_another_part_offers(app: Flask) -> None:
    result = FlaskCliRunner(app).invoke(args=["articles", "--help"])
    assert "export" in result.output
    assert "check" in result.output


@pytest.mark.parametrize("name", ["nonsense", "articles export", "", "gloss.settings:ROOT"])
def test_what_is_no_command_is_said(app: Flask, name: str) -> None:
    result = FlaskCliRunner(app).invoke(args=[name])
    assert result.exit_code == 2
    assert "No such command" in result.output


def test_an_application_that_serves_loads_no_command_and_no_alembic() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, check=True, capture_output=True, text=True
    )
    loaded = done.stdout.split()
    assert "gloss.reading.page_cache" in loaded
    slow = [name for name in loaded if name.startswith(("alembic", "flask_migrate", "mako"))]
    assert slow + [name for name in loaded if name.endswith(".commands")] == []
