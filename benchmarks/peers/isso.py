"""Isso on gunicorn, as its documentation advises, with moderation and guards off."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from benchmarks import load
from benchmarks.peers import gunicorn
from benchmarks.peers.environment import Peer, programs

SETTINGS = """
[general]
dbpath = {folder}/comments.db
host = http://localhost/
[moderation]
enabled = false
[guard]
enabled = false
"""
PAGE = "/articles/tides"


@contextmanager
def serving(folder: Path, *, installs: bool) -> Iterator[Peer]:
    """Serve an empty Isso until the end of the block."""
    found = programs("isso", installs=installs)
    folder.mkdir()
    (folder / "isso.cfg").write_text(SETTINGS.format(folder=folder))
    variables = {"ISSO_SETTINGS": str(folder / "isso.cfg")}
    with gunicorn.serving(found, "isso.run", folder, variables) as peer:
        load.send(peer.address, [comment("The first.")], clients=1)  # makes the thread
        yield peer


def comment(text: str) -> bytes:
    """Write the request that posts one comment."""
    body = {"author": "Ada", "email": None, "website": None, "text": text, "title": "The tides"}
    path = f"/new?uri={quote(PAGE, safe='')}"
    return load.post(path, json.dumps(body).encode(), "application/json")


def thread(peer: Peer) -> str:
    """Return the address of all comments on the page."""
    return f"{peer.address}/?uri={quote(PAGE, safe='')}"
