"""Group commit: works that wait for SQLite's one writer share a transaction and its fsync.

A commit that survives a power cut takes milliseconds, whatever it holds. Whoever comes first takes
along all who wait, each in a savepoint: one that fails is undone alone, and nobody is told a result
before the disk has it.
"""

import sqlite3
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, exc
from sqlalchemy.orm import Session

from gloss import prepared

T = TypeVar("T")

MOST_TOGETHER = 64  # works in one transaction, so that nobody waits for ever
STORAGE_FAULTS = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)


class GroupCommit:
    """The door of one process to one SQLite database; safe between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(begin="BEGIN IMMEDIATE")
        self._waiting: deque[_Job[Any]] = deque()
        self._turn = Lock()

    def run(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` in a savepoint, commit it with others, and return what it returned."""
        return self._taken_along(_Job(partial(_with_session, work)))

    def run_bare(self, work: Callable[[Connection], T]) -> T:
        """Do the same for a work that needs no session, which would take longer than two inserts.

        Whatever it raises is raised here and undoes it alone; a fault of the storage undoes all
        that were taken along, and is raised to each of them.
        """
        return self._taken_along(_Job(partial(_on_connection, work)))

    def _taken_along(self, job: "_Job[T]") -> T:
        self._waiting.append(job)
        with self._turn:
            while not job.is_done:
                self._commit_waiting()
        return job.outcome()

    def _commit_waiting(self) -> None:
        jobs = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
        try:
            with self._engine.begin() as connection:
                for job in jobs:
                    job.run(connection)
        except Exception as fault:
            for job in jobs:
                job.fault = fault
        finally:
            for job in jobs:
                job.is_done = True


class _Job(Generic[T]):
    """One work, the context that it was asked for in, and what came of it."""

    def __init__(self, work: Callable[[Connection], T]) -> None:
        """Describe a job; ``work`` makes its savepoint itself."""
        self._work = work
        self._context = copy_context()
        self._results: list[T] = []
        self.fault: Exception | None = None
        self.is_done = False

    def run(self, connection: Connection) -> None:
        """Do the work in a savepoint; only a fault of the storage concerns the others."""
        try:
            self._results.append(self._context.run(self._work, connection))
        except STORAGE_FAULTS:
            raise
        except Exception as fault:
            self.fault = fault

    def outcome(self) -> T:
        """Return or raise what came of it; only once it is done."""
        if self.fault:
            raise self.fault
        return self._results[0]


def _with_session(work: Callable[[Session], T], connection: Connection) -> T:
    session = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    with session, session.begin():
        return work(session)


def _on_connection(work: Callable[[Connection], T], connection: Connection) -> T:
    """Make the savepoint by the driver: SQLAlchemy's way takes longer than two inserts."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 (narrows the type)
    try:
        driver.execute("SAVEPOINT work")
        done = _undone_if_it_fails(work, connection, driver)
        driver.execute("RELEASE work")
    except sqlite3.Error as fault:
        raise prepared.told(fault, "SAVEPOINT") from fault
    return done


def _undone_if_it_fails(
    work: Callable[[Connection], T], connection: Connection, driver: sqlite3.Connection
) -> T:
    try:
        return work(connection)
    except STORAGE_FAULTS:  # which undo all that were taken along
        raise
    except Exception:
        driver.execute("ROLLBACK TO work")
        driver.execute("RELEASE work")
        raise
