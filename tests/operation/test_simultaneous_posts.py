"""Many at once, and a server that is killed: what was confirmed is there, once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from flask import Flask
from sqlalchemy import select

from gloss.comments.models import Comment as Row
from gloss.database import db
from gloss.settings import Settings
from tests.cast import comment_count
from tests.operation.visitor import Answer, Comment, a_challenge, a_comment, request, sends
from tests.server import Server, serving

ROUNDS = 10
WRITERS = 20
READERS = 3
NOT_LOST = "Nothing you wrote is lost"


@pytest.fixture
def second_server(server: Server, settings: Settings, tmp_path: Path) -> "Iterator[Server]":
    """Serve the same database and secret from other processes, as a second node does."""
    with serving(settings, tmp_path / "second.log") as second:
        yield second


def test_of_two_answers_to_one_challenge_at_two_servers_one_passes(
    server: Server, second_server: Server
) -> None:
    for done in range(ROUNDS):
        challenge = a_challenge()
        texts = (f"Ebb {done}.", f"Flow {done}.")
        sendings = [
            lambda text=text, at=at: sends(Comment(text, challenge), at.address)
            for text, at in zip(texts, (server, second_server), strict=True)
        ]
        answers = at_once(sendings)
        assert sorted(answer.status for answer in answers) == [303, 422]
        refused = answers.index(max(answers))
        assert texts[refused] in answers[refused].text
        assert comment_count() == done + 1
