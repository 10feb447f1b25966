"""A PostgreSQL to measure: a database of its own, which is gone afterwards."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from uuid import uuid4

import psycopg

from benchmarks.figures import NotMeasured

VARIABLE = "TEST_POSTGRES_URL"


@contextmanager
def database() -> Iterator[str]:
    """Yield the address of a new database until the end of the block.

    :raises NotMeasured: there is no PostgreSQL.
    """
    server = os.environ.get(VARIABLE, "")
    if not server:
        raise NotMeasured(f"{VARIABLE} is not set")
    name = f"gloss_benchmark_{uuid4().hex}"
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rsplit('/', 1)[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def look_over(address: str) -> None:
    """Do at once what PostgreSQL does by itself within a minute after many rows came."""
    ours = address.replace("+psycopg", "")  # as SQLAlchemy writes it
    with closing(psycopg.connect(ours, autocommit=True)) as connection:
        connection.execute("VACUUM ANALYZE")
