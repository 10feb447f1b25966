"""nginx serving one page from a file, compressed beforehand: the pace to measure oneself by."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import NotMeasured
from benchmarks.peers.environment import Peer
from tests import nginx
from tests.server import free_port

SITE = """
server {{
    listen 127.0.0.1:{port};
    root {folder};
    default_type text/html;
    gzip_static on;
}}
"""


@contextmanager
def serving(page: bytes, path: str, folder: Path) -> Iterator[Peer]:
    """Serve ``page`` at ``path`` until the end of the block."""
    require()
    port = free_port()
    file = folder / "published" / path.lstrip("/")
    file.parent.mkdir(parents=True)
    file.write_bytes(page)
    file.with_name(file.name + ".gz").write_bytes(gzip.compress(page))
    site = SITE.format(port=port, folder=folder / "published")
    with nginx.running(site, port, folder / "static") as static:
        yield Peer(static.address, static.process.pid)


def require() -> None:
    """Make sure that there is an nginx.

    :raises NotMeasured: there is none.
    """
    if not nginx.BINARY:
        raise NotMeasured(nginx.NO_NGINX)
