"""Background work that hangs is killed and started again, and nothing is lost by that."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text

from gloss import clock, database, heartbeats
from gloss.operation import keeping, signs
from gloss.operation.signs import Loops, Signs
from gloss.settings import Settings
from tests.operation import processes
from tests.operation.processes import Process
from tests.server import environment, eventually

PATIENCE_SECONDS = 8.0  # without a sign, of which one comes each second


@contextmanager
def kept(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the background work running, as a server does, with less patience."""
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    with keeping.background_work(PATIENCE_SECONDS):
        yield


def works() -> list[Process]:
    family, ours = processes.family(os.getpid()), f"--beside {os.getpid()}"  # not other servers'
    return [process for process in family if f"{process.command} ".count(f"{ours} ")]


def has_swept() -> bool:
    database.db.session.rollback()
    return not heartbeats.is_late(heartbeats.last(database.db.session()), clock.now())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_work_that_was_stopped_is_killed_and_started_again(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    flask_migrate.stamp()
    with kept(settings, monkeypatch):
        eventually(has_swept)
        (stopped,) = works()
        os.kill(stopped.id, signal.SIGSTOP)
        eventually(lambda: works() not in ([], [stopped]))
        assert processes.ended([stopped])
        running = works()
    eventually(lambda: processes.ended(running))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_work_that_is_stuck_in_a_call_is_killed_and_does_the_rest(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    flask_migrate.stamp()
    with database.db.engine.connect() as other:
        other.execute(text("LOCK TABLE heartbeat IN ACCESS EXCLUSIVE MODE"))  # and no time limit
        with kept(settings, monkeypatch):
            eventually(lambda: len(works()) == 1)
            (stuck,) = works()
            eventually(lambda: processes.ended([stuck]))
            other.rollback()
            eventually(has_swept)


def test_a_loop_that_asks_no_more_is_named_and_no_sign_is_given(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, hanging = Event(), Event()

    def start(asked: Event) -> Thread:
        thread = Thread(target=lambda: asked.is_set() or hanging.wait(), name="stuck", daemon=True)
        thread.start()
        return thread

    loops = Loops(stop)
    thread = loops.begin(start)
    to_read, to_write = os.pipe()
    os.set_blocking(to_read, False)
    given = Signs(to_write, loops)
    given.give()
    assert os.read(to_read, 9) == signs.SIGN
    monkeypatch.setattr(signs, "STUCK_SECONDS", 0)
    given.give()
    with pytest.raises(BlockingIOError):
        os.read(to_read, 9)
    assert "stuck" in caplog.text
    hanging.set()
    thread.join()
    given.give()
    assert os.read(to_read, 9) == signs.SIGN
    for end in (to_read, to_write):
        os.close(end)


def test_signs_that_nobody_reads_hold_nobody_up(tmp_path: Path) -> None:
    to_read, to_write = os.pipe()
    given = Signs(to_write, Loops(Event()))
    for _ in range(1 << 17):  # twice what a pipe holds
        given.give()
    os.close(to_read)
    given.give()
    os.close(to_write)
