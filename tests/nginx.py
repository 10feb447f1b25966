"""A real nginx for tests: deploy/nginx.conf itself, on a free port, in front of servers of ours."""

import getpass
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from gloss.settings import ROOT
from tests.server import PATIENCE_SECONDS, eventually, free_port

CONFIGURATION = ROOT / "deploy" / "nginx.conf"
NO_NGINX = "no nginx: `apt-get install nginx`"
TOLERANCE = "max_fails=2 fail_timeout=5s"  # of a node that fails
BINARY = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
MAIN = """
daemon off;
worker_processes 1;
user {user};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    sendfile on;
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Nginx:
    """One nginx on a port of its own."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def in_front_of(*upstreams: str, port: int, folder: Path) -> str:
    """Return deploy/nginx.conf with its lines marked YOURS filled in.

    :param upstreams: host:port of each process of Gloss.
    """
    text = CONFIGURATION.read_text()
    for theirs, ours in {
        f"server 127.0.0.1:8000 {TOLERANCE};": "".join(
            f"server {u} {TOLERANCE};" for u in upstreams
        ),
        "/var/cache/nginx/gloss": f"{folder}/copies",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "server_name example.org;": "server_name localhost;",
        "/srv/gloss/app/static/": f"{ROOT}/static/",
        "/srv/gloss/app/deploy;": f"{ROOT}/deploy;",
    }.items():
        assert text.count(theirs) == 1, theirs
        text = text.replace(theirs, ours)
    return text


@contextmanager
def proxying(*upstreams: str, folder: Path) -> Iterator[Nginx]:
    """Run deploy/nginx.conf in front of ``upstreams`` until the end of the block."""
    port = free_port()
    with running(in_front_of(*upstreams, port=port, folder=folder), port, folder) as nginx:
        yield nginx


@contextmanager
def running(site: str, port: int, folder: Path) -> Iterator[Nginx]:
    """Run nginx with the servers in ``site``, one of which listens at ``port``."""
    folder.mkdir(exist_ok=True)
    (folder / "site.conf").write_text(site)
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(user=getpass.getuser(), folder=folder))
    assert BINARY, NO_NGINX
    process = subprocess.Popen([BINARY, "-c", main, "-e", folder / "error.log"])
    try:
        eventually(lambda: _listens(process, port))
        yield Nginx(port, process)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    assert process.poll() is None, "nginx ended; it has printed why"
    with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False
