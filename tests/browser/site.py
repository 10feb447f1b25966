"""A site on a real server, and what its owner knows about it."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from gloss import clock
from gloss.captcha import challenge
from gloss.comments.challenges import PURPOSE
from gloss.settings import ROOT, Settings
from tests.cast import found
from tests.server import FLASK, environment, serving

CONTENT = Path(__file__).with_name("content")
LINK = re.compile(r"(https?://\S+)")


@dataclass(frozen=True)
class Site:
    """Where it is served, and an application over the same database with the same secret."""

    address: str
    app: Flask
    settings: Settings

    def answer_to(self, token: str, slug: str) -> str:
        """Return what the picture of a challenge shows."""
        with self.app.app_context():
            return challenge.read(token, slug, PURPOSE, clock.now()).picture_answer

    def link_for_new_moderator(self, name: str) -> str:
        """Make a moderator on the command line; return the link to set a password."""
        command = [*FLASK, "accounts", "add", name]
        variables = environment(self.settings)
        made = subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True)
        return self.address + urlsplit(found(LINK, made.stdout.decode())).path


@contextmanager
def online(app: Flask, settings: Settings, log: Path) -> Iterator[Site]:
    """Serve the site that ``app`` looks into until the end of the block."""
    with serving(settings, log) as server:
        yield Site(server.address, app, settings)
