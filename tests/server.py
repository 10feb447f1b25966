"""A real server for tests: ``flask serve`` on a free port, in a process group of its own."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from gloss.settings import ROOT, Settings

FLASK = (sys.executable, "-m", "flask", "--app", "app")
PORTS = range(10_000, 32_768)  # from there on Linux takes those of outgoing connections
PATIENCE_SECONDS = 60  # far more than a start takes, on a machine that is busy with other tests


@dataclass
class Server:
    """One ``flask serve``; what it prints is in ``log``."""

    settings: Settings
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def address(self) -> str:
        return f"http://{self.settings.host}:{self.settings.port}"

    def start(self) -> None:
        """Start, in place of what ran before, and return once pages are served."""
        self.launch()
        eventually(self.serves)

    def launch(self) -> None:
        """Start and return at once."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*FLASK, "serve"],
                cwd=ROOT,
                env=environment(self.settings),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self) -> int:
        """Ask the server to end, as an operator does, and return its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE_SECONDS)

    def kill(self) -> None:
        """End the server and all its children at once, as a power cut does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def printed(self) -> str:
        """Return the log, if it is a file: a device may give bytes without end."""
        return self.log.read_text() if self.log.is_file() else ""

    def serves(self) -> bool:
        """Tell whether the home page is served; fail if the server has ended."""
        assert self.process.poll() is None, self.printed()
        with suppress(URLError, ConnectionError), urlopen(self.address) as answer:
            return bool(answer.status == 200)
        return False


@contextmanager
def serving(settings: Settings, log: Path) -> Iterator[Server]:
    """Serve ``settings`` until the end of the block, at an address of the server's own."""
    server = Server(settings.model_copy(update={"port": free_port()}), log)
    try:
        server.start()
        yield server
    finally:
        server.kill()


def environment(settings: Settings) -> dict[str, str]:
    """Return the variables that make another process read the same ``settings``."""
    ours = {name.upper(): _written(getattr(settings, name)) for name in type(settings).model_fields}
    return os.environ | ours


def free_port() -> int:
    """Return a port that nobody listens at, and none that the system gives to who connects."""
    while True:
        port = random.choice(PORTS)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def eventually(condition: Callable[[], bool], most_seconds: float = PATIENCE_SECONDS) -> None:
    """Return as soon as ``condition`` holds; fail when it does not in ``most_seconds``."""
    end = time.monotonic() + most_seconds
    while not condition():
        assert time.monotonic() < end, f"waited {most_seconds} s for {condition.__qualname__}"
        time.sleep(0.02)


def _written(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
