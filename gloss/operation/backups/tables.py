"""All tables as lines of JSON, and back: the same lines for every kind of database.

Columns are those that the database has, not those of the models, so a backup of an older version
can be read by a newer one, which then migrates it.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Date, DateTime, LargeBinary, MetaData, Table, func, select, text
from sqlalchemy.types import TypeEngine

from gloss.database import Model

VERSIONS = "alembic_version"
ROWS_AT_ONCE = 500


def kept(connection: Connection) -> list[Table]:
    """Return the tables that a backup holds, each after those that it points to.

    Left out is what a database makes of them by itself, such as the parts of a full-text index.
    """
    found = MetaData()
    ours = [
        name for name in Model.metadata.tables if connection.dialect.has_table(connection, name)
    ]
    found.reflect(connection, only=ours)
    return found.sorted_tables


def revision(connection: Connection) -> str:
    """Return which migration the database has reached; empty if none."""
    if not connection.dialect.has_table(connection, VERSIONS):
        return ""
    return str(connection.scalar(text(f"SELECT version_num FROM {VERSIONS}")) or "")  # noqa: S608


def lines(connection: Connection, table: Table) -> Iterator[str]:
    """Yield each row of ``table`` as a line of JSON, in the order of its key."""
    columns = [column for column in table.columns if column.computed is None]
    rows = select(*columns).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(rows).mappings():
        written = {name: _written(value) for name, value in row.items()}
        yield json.dumps(written, sort_keys=True) + "\n"


def load(connection: Connection, table: Table, written: Iterable[str]) -> int:
    """Insert rows as ``lines`` wrote them; return how many.

    :raises ValueError: a line cannot be read.
    """
    rows = (_row(table, json.loads(line)) for line in written)
    count = 0
    while some := list(islice(rows, ROWS_AT_ONCE)):
        connection.execute(table.insert(), some)
        count += len(some)
    _go_on_counting(connection, table)
    return count


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return {"base64": b64encode(value).decode()} if isinstance(value, bytes) else value


def _row(table: Table, written: dict[str, Any]) -> dict[str, Any]:
    return {name: _read(table.columns[name].type, value) for name, value in written.items()}


def _read(kind: TypeEngine[Any], value: Any) -> Any:
    if value is not None and isinstance(kind, DateTime):
        moment = datetime.fromisoformat(value)
        return moment if kind.timezone else moment.replace(tzinfo=None)
    if value is not None and isinstance(kind, Date):
        return date.fromisoformat(value)
    if value is not None and isinstance(kind, LargeBinary):
        return b64decode(value["base64"])
    return value


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after the last one that was loaded."""
    key = table.autoincrement_column
    if connection.dialect.name != "postgresql" or key is None:
        return
    sequence = func.pg_get_serial_sequence(table.name, key.name)
    last = select(func.max(key)).scalar_subquery()
    connection.execute(select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))))
