"""The article page, alone and behind nginx, beside a file that nginx serves."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks import sites
from benchmarks.figures import Figure, Measurement, Row, at_least, compared
from benchmarks.pages import Ways, fetched, ways
from benchmarks.peers import nginx_static, page_in_memory
from benchmarks.scale import Scale
from tests.nginx import proxying

ALONE = (
    Row("article page, plain: nginx's static file ÷ Gloss", at_least(0.50)),
    Row("article page, gzip: nginx's static file ÷ Gloss", at_least(0.60)),
    Row("article page, 304: nginx's static file ÷ Gloss", at_least(0.45)),
)
GRANIAN = tuple(
    Row(row.what.replace("Gloss", "Granian with nothing behind it"), row.bound) for row in ALONE
)
BEHIND_NGINX = (
    Row("article page, plain: nginx's static file ÷ Gloss behind nginx", at_least(0.65)),
    Row("article page, gzip: nginx's static file ÷ Gloss behind nginx", at_least(0.60)),
    Row("article page, 304: nginx's static file ÷ Gloss behind nginx", at_least(0.60)),
)


def alone(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare ``flask serve`` with nginx serving the same bytes from a file."""
    with sites.served(sites.prepared(folder)) as gloss:
        ours = ways(gloss.address + sites.ARTICLE, gloss.process.pid)
        yield from _beside_a_file(ALONE, ours, scale, folder)


def at_least_by_granian(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare the same answers, which Granian has in memory, with that file: our floor."""
    with sites.served(sites.prepared(folder)) as gloss:
        ours = ways(gloss.address + sites.ARTICLE, gloss.process.pid)
        with page_in_memory.serving(ours, folder) as granian:
            floor = ways(granian.address + sites.ARTICLE, granian.process_id)
            yield from _beside_a_file(GRANIAN, floor, scale, folder)


def behind_nginx(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Compare nginx with deploy/nginx.conf, and Gloss behind it, with that file."""
    nginx_static.require()
    with sites.served(sites.prepared(folder)) as gloss:
        upstream = gloss.address.removeprefix("http://")
        with proxying(upstream, folder=folder / "proxy") as front:
            processes = (front.process.pid, gloss.process.pid)
            ours = ways(front.address + sites.ARTICLE, *processes)
            yield from _beside_a_file(BEHIND_NGINX, ours, scale, folder)


def _beside_a_file(
    rows: tuple[Row, ...], ours: Ways, scale: Scale, folder: Path
) -> Iterator[Figure]:
    page = fetched(ours.plain.url).body
    with nginx_static.serving(page, sites.ARTICLE, folder) as static:
        theirs = ways(static.address + sites.ARTICLE, static.process_id)
        for row, our, their in zip(rows, ours, theirs, strict=True):
            yield compared(
                row,
                partial(their.cpu_per_request, scale.seconds),
                partial(our.cpu_per_request, scale.seconds),
                scale.rounds,
            )


MEASUREMENTS = (
    Measurement(ALONE, alone),
    Measurement(GRANIAN, at_least_by_granian),
    Measurement(BEHIND_NGINX, behind_nginx),
)
