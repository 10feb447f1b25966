"""Who works on an instance folder: servers share it, and a restore wants it for itself."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "lock"  # in the instance folder; the system lets go of it when its holder ends


class InUse(Exception):
    """Another process works on the same folder."""


@contextmanager
def shared(folder: Path) -> Iterator[None]:
    """Serve or work beside others.

    :raises InUse: somebody has the folder for itself.
    """
    with _held(folder, fcntl.LOCK_SH):
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have the folder for oneself.

    :raises InUse: somebody serves from it or works on it.
    """
    with _held(folder, fcntl.LOCK_EX):
        yield


@contextmanager
def _held(folder: Path, how: int) -> Iterator[None]:
    file = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise InUse from None
    finally:
        os.close(file)
