"""Group commit on SQLite: one transaction for all who wait, a savepoint for each."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, exc, text
from sqlalchemy.orm import Session

from gloss.database import _prepare_sqlite
from gloss.group_commit import GroupCommit


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path}/group.db", connect_args={"timeout": 0.2})
    _prepare_sqlite(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (number INTEGER PRIMARY KEY)"))
    yield engine
    engine.dispose()


@pytest.fixture
def commits(engine: Engine) -> list[int]:
    counted: list[int] = []
    event.listen(engine, "commit", lambda _connection: counted.append(1))
    return counted


def noting(number: int) -> Callable[[Session | Connection], int]:
    def note(session: Session | Connection) -> int:
        session.execute(text("INSERT INTO note VALUES (:number)"), {"number": number})
        return number

    return note


def noted(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT number FROM note ORDER BY number")).scalars())


def together(
    group: GroupCommit, works: list[Callable[[Session | Connection], int]]
) -> list[object]:
    """Let all works wait behind one that is under way; return result or fault of each.

    Every other one has no session.
    """
    outcomes: list[object] = [None] * len(works)
    gate, is_open = Event(), Event()

    def hold(_session: Session) -> None:
        is_open.set()
        gate.wait(5)

    def run(place: int, work: Callable[[Session | Connection], int]) -> None:
        try:
            outcomes[place] = group.run_bare(work) if place % 2 else group.run(work)
        except Exception as fault:
            outcomes[place] = fault

    holder = Thread(target=group.run, args=[hold])
    holder.start()
    is_open.wait(5)
    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    while len(group._waiting) < len(works):
        pass
    gate.set()
    for thread in [holder, *threads]:
        thread.join()
    return outcomes


def test_works_that_wait_share_one_commit(engine: Engine, commits: list[int]) -> None:
    outcomes = together(GroupCommit(engine), [noting(number) for number in range(20)])
    assert sorted(outcomes) == list(range(20))  # type: ignore[type-var]
    assert noted(engine) == list(range(20))
    assert len(commits) == 2  # of the one under way, and of all who waited


def test_one_that_fails_hurts_no_other(engine: Engine) -> None:
    def failing(session: Session | Connection) -> int:
        noting(99)(session)
        raise ZeroDivisionError

    works = [noting(1), failing, noting(1), noting(2), failing]
    outcomes = together(GroupCommit(engine), works)
    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["IntegrityError", "ZeroDivisionError", "ZeroDivisionError", "int", "int"]
    assert noted(engine) == [1, 2]


def test_nobody_is_told_a_result_before_it_is_committed(engine: Engine) -> None:
    group, seen, start = GroupCommit(engine), list[list[int]](), Barrier(8)

    def post(number: int) -> None:
        start.wait()
        group.run(noting(number))
        seen.append([n for n in noted(engine) if n == number])

    threads = [Thread(target=post, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == [[n] for n in range(8)]


def test_a_locked_database_is_told_to_everyone_and_stores_nothing(engine: Engine) -> None:
    group = GroupCommit(engine)
    with engine.connect().execution_options(begin="BEGIN IMMEDIATE") as other:
        other.execute(text("INSERT INTO note VALUES (7)"))
        with pytest.raises(exc.OperationalError, match="locked"):
            group.run(noting(1))
        other.rollback()
    assert noted(engine) == []
    assert group.run(noting(1)) == 1


def test_a_fault_of_the_storage_undoes_all_that_were_taken_along(engine: Engine) -> None:
    def disk_full(session: Session | Connection) -> int:
        session.execute(text("INSERT INTO note VALUES (50)"))
        raise exc.OperationalError("INSERT", {}, OSError("database or disk is full"))

    outcomes = together(GroupCommit(engine), [noting(1), disk_full, noting(2)])
    assert {type(outcome) for outcome in outcomes} == {exc.OperationalError}
    assert noted(engine) == []
