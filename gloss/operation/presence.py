"""Who works on an instance folder: servers share it, and a restore wants it for itself."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

FILE = "lock"  # in the instance folder; the system lets go of it when its holder ends


class InUse(Exception):
    """Another process works on the same folder."""


@contextmanager
def shared(folder: Path) -> Iterator[None]:
    """Serve or work beside others; where nothing can be written, nothing is restored either.

    :raises InUse: somebody has the folder for itself.
    """
    with ExitStack() as until_done:
        try:
            file = _opened(folder)
        except OSError:
            pass
        else:
            until_done.enter_context(_locked(file, fcntl.LOCK_SH))
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have the folder for oneself.

    :raises InUse: somebody serves from it or works on it. :raises OSError: it cannot be written.
    """
    with _locked(_opened(folder), fcntl.LOCK_EX):
        yield


def _opened(folder: Path) -> int:
    """Open the file to lock; one that is there can be locked on a disk that is read-only."""
    try:
        return os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return os.open(folder / FILE, os.O_RDONLY | os.O_CLOEXEC)


@contextmanager
def _locked(file: int, how: int) -> Iterator[None]:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise InUse from None
    finally:
        os.close(file)
