"""The catalogues hold what code and templates say, each message translated whole."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from gloss.language import CATALOGUES
from gloss.settings import ROOT

PLACEHOLDER = re.compile(r"%\((\w+)\)([a-z])")
EXTRACT = (sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract")
OPTIONS = (
    "-F",
    "pyproject.toml",
    "-k",
    "lazy_gettext",
    "-k",
    "stored",
    "-k",
    "stored_count:1,2",
    "--add-location",
    "file",
)

each_catalogue = pytest.mark.parametrize("file", sorted(CATALOGUES.glob("*.po")), ids=str)


def test_there_is_a_language_beside_english() -> None:
    assert (CATALOGUES / "ru.po").is_file()


@each_catalogue
def test_a_catalogue_holds_what_the_code_says_and_nothing_else(
    file: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    wanted = said(tmp_path_factory.mktemp("said") / "all.pot")
    assert len(wanted) > 20
    known = {said_in_english(message) for message in messages(file)}
    assert wanted - known == set(), "run `make catalogue`, then translate what is new"
    assert known - wanted == set(), "run `make catalogue`: nobody says this any more"


@each_catalogue
def test_no_message_is_empty_or_only_guessed(file: Path) -> None:
    for message in messages(file):
        assert not message.fuzzy, message.id
        assert all(forms(message)), message.id


@each_catalogue
def test_what_is_filled_in_is_the_same_in_each_language(file: Path) -> None:
    for message in messages(file):
        wanted = {*PLACEHOLDER.findall(said_in_english(message)[-1])}
        for form in forms(message):
            assert {*PLACEHOLDER.findall(form)} == wanted, form


@each_catalogue
def test_a_count_has_as_many_forms_as_the_language(file: Path) -> None:
    counted = [message for message in messages(file) if isinstance(message.id, tuple)]
    assert {len(message.string) for message in counted} == {catalogue(file).num_plurals}


@each_catalogue
def test_no_message_is_said_both_with_a_count_and_without(file: Path) -> None:
    """One of the two would be said for the other: a compiled catalogue finds both by one key."""
    counted = {message.id[0] for message in messages(file) if isinstance(message.id, tuple)}
    assert (
        counted & {message.id for message in messages(file) if isinstance(message.id, str)} == set()
    )


def said(file: Path) -> set[tuple[str, ...]]:
    """Return all messages, extracted as `make catalogue` does."""
    command = [*EXTRACT, *OPTIONS, "-o", str(file), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return {said_in_english(message) for message in messages(file)}


def said_in_english(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (str(message.id),)


def forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string),)


def messages(file: Path) -> list[Message]:
    return [message for message in catalogue(file) if message.id]


@cache
def catalogue(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, abort_invalid=True)
