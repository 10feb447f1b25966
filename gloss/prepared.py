"""Statements that are compiled once: for what comes so often that SQLAlchemy's share is felt.

For each run it looks its statement up, makes a context and a result, and asks who listens: several
times what an insert takes. Here a statement goes to the driver as it was compiled, by the same
connection and in the same transaction; its faults come back as SQLAlchemy tells them.
"""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, exc
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]


class Prepared:
    """A statement that writes rows, compiled once for each kind of database."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, values: Values) -> int:
        """Run it with ``values`` for what it leaves open; return how many rows it wrote.

        :raises exc.DBAPIError: as SQLAlchemy does, of the same kinds.
        """
        compiled = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.text, compiled.parameters(values))
            rows: int = cursor.rowcount
        except connection.dialect.loaded_dbapi.Error as fault:
            raise told(fault, compiled.text) from fault
        finally:
            cursor.close()
        return rows

    def _compile(self, dialect: Dialect) -> "_Compiled":
        compiled = self._statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 (narrows the type)
        self._compiled[dialect.name] = made = _Compiled.of(compiled, dialect)
        return made


def told(fault: Exception, statement: str | None) -> Exception:
    """Return a fault of the driver as SQLAlchemy tells it, without what people typed.

    That a file of SQLite is unreadable is a fault of the storage, and not of the statement.
    """
    if type(fault) is sqlite3.DatabaseError:
        return exc.OperationalError(statement, None, fault, hide_parameters=True)
    return exc.DBAPIError.instance(statement, None, fault, Exception, hide_parameters=True)


class _Compiled(NamedTuple):
    text: str
    fixed: Any  # what the driver wants: a list, or names and values; with gaps
    gaps: list[tuple[Any, str, Convert | None]]  # each its place in ``fixed``, and what fills it

    @classmethod
    def of(cls, compiled: SQLCompiler, dialect: Dialect) -> "_Compiled":
        names = compiled.positiontup or list(compiled.binds)
        places = range(len(names)) if compiled.positional else names
        fixed: dict[Any, Any] = {}
        gaps: list[tuple[Any, str, Convert | None]] = []
        for place, name in zip(places, names, strict=True):
            bound = compiled.binds[name]
            convert = bound.type.dialect_impl(dialect).bind_processor(dialect)
            fixed[place] = convert(bound.value) if convert and not bound.required else bound.value
            if bound.required:
                gaps.append((place, name, convert))
        return cls(compiled.string, [*fixed.values()] if compiled.positional else fixed, gaps)

    def parameters(self, values: Values) -> Any:
        filled = self.fixed.copy()
        for place, name, convert in self.gaps:
            value = values[name]
            filled[place] = convert(value) if convert else value
        return filled
