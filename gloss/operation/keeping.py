"""Keeping one ``flask work`` beside a server: started again when it ends, and when it hangs."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from threading import Event, Thread

from gloss.heartbeats import LATE
from gloss.settings import ROOT

COMMAND = (sys.executable, "-m", "flask", "--app", "app", "work")
LOOK_SECONDS = 1
FIRST_SIGN_SECONDS = 120.0  # a start takes two, on a machine that has nothing else to do
PATIENCE_SECONDS = LATE.total_seconds()  # without a sign; one is given each second
END_SECONDS = 8.0  # a letter that is being sent may take five
STOP_SECONDS = 10
SIGNS_AT_ONCE = 4096
log = logging.getLogger(__name__)


@contextmanager
def background_work(patience_seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Keep one ``flask work`` running, and end it at the end.

    :param patience_seconds: how long it may give no sign of life before it is killed.
    """
    stopping = Event()
    keeper = Thread(target=_keep_working, args=[stopping, patience_seconds], daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join(STOP_SECONDS)


def _keep_working(stopping: Event, patience_seconds: float) -> None:
    """Start the work again whenever it ends or hangs, until ``stopping`` is set."""
    while not stopping.is_set():
        try:
            _work(stopping, patience_seconds)
        except OSError as fault:  # no memory is left, or no descriptor
            log.warning("The background work cannot be started (%s); it is tried again.", fault)
            stopping.wait(LOOK_SECONDS)


def _work(stopping: Event, patience_seconds: float) -> None:
    """Start the work, and return when it has ended."""
    ends = os.pipe()
    with FileIO(ends[0]) as signs, FileIO(ends[1], "w") as given:
        os.set_blocking(signs.fileno(), False)
        options = ["--beside", str(os.getpid()), "--signs", str(given.fileno())]
        with subprocess.Popen(  # noqa: S603 (our own command)
            [*COMMAND, *options], cwd=ROOT, pass_fds=[given.fileno()]
        ) as work:
            try:
                _watch(work, signs, stopping, patience_seconds)
            finally:
                _end(work)


def _watch(
    work: "subprocess.Popen[bytes]", signs: FileIO, stopping: Event, patience_seconds: float
) -> None:
    """Return once the work has ended or is not wanted any more; kill it if it hangs."""
    until = time.monotonic() + max(FIRST_SIGN_SECONDS, patience_seconds)
    while work.poll() is None and not stopping.wait(LOOK_SECONDS):
        now = time.monotonic()
        if signs.read(SIGNS_AT_ONCE):
            until = now + patience_seconds
        elif now > until:
            log.error("The background work hangs: it is killed, and started again.")
            work.kill()
            return


def _end(work: "subprocess.Popen[bytes]") -> None:
    work.terminate()
    try:
        work.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        work.kill()
