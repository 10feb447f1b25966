"""Has a picture converted by a child process, which can neither hang nor crash who waits for it."""

import subprocess
import sys
import time
from pathlib import Path
from threading import Event
from typing import TypeAlias

from pydantic import TypeAdapter

from gloss.pictures.converting import CANNOT_WRITE
from gloss.pictures.outcomes import Made, Refused

TIME_LIMIT_SECONDS = 300  # a 100-megapixel photo takes 5 on an idle processor
LOOK_SECONDS = 0.2  # how often we look whether we are told to stop
CRASH_MEND = "save the picture again, smaller, as JPEG or PNG"
Outcome: TypeAlias = Made | Refused
OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)
ROOT = Path(__file__).resolve().parents[2]


class CannotWrite(Exception):
    """What is made cannot be stored: the disk is full or read-only. The message says so."""


def convert(picture: Path, folder: Path, name: str, stop: Event) -> Outcome | None:
    """Make all sizes of ``picture`` within ``folder``; ``name`` begins the name of each file.

    :returns: nothing if it was stopped, which is tried within a second.
    :raises CannotWrite: it is not the picture's fault.
    """
    code = [sys.executable, "-m", "gloss.pictures.converting"]
    with subprocess.Popen(  # noqa: S603 (our own command)
        [*code, picture.absolute(), folder.absolute(), name],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        said, complained = _waited_for(child, stop)
    if child.returncode == CANNOT_WRITE:
        raise CannotWrite(complained.strip())
    if child.returncode:
        return None if stop.is_set() else _crashed(child.returncode)
    return OUTCOME.validate_json(said)


def _waited_for(child: "subprocess.Popen[str]", stop: Event) -> tuple[str, str]:
    started = time.monotonic()
    while True:
        try:
            return child.communicate(timeout=LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            if stop.is_set() or time.monotonic() - started > TIME_LIMIT_SECONDS:
                child.kill()


def _crashed(code: int) -> Refused:
    return Refused(f"converting it failed or took too long ({code})", CRASH_MEND)
