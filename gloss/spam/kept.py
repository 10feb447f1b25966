"""The model in a file: a cache of what the decisions teach, replaced as a whole."""

import logging
import os
from array import array
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from struct import Struct
from sys import byteorder
from zlib import crc32

from gloss.spam.features import BITS, VERSION
from gloss.spam.model import Model

log = logging.getLogger(__name__)

HEAD = Struct("<8s6sHIIqdI")  # see _head
MARK = b"gl-spam1"
TABLE_BYTES = 4 << BITS
LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass
class Learnt:
    """A model, and which decisions are in it."""

    model: Model = field(default_factory=Model)
    last_decision: int = 0  # its id; all up to it are in
    rebuilt_at: datetime = LONG_AGO


def save(file: Path, learnt: Learnt) -> None:
    """Replace ``file``; who has the old one open goes on with it.

    :raises OSError: nothing could be written.
    """
    model = learnt.model
    tables = model.weights.tobytes() + model.squares.tobytes()
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_bytes(_head(learnt, crc32(tables)) + tables)
    draft.replace(file)


def load(file: Path) -> Learnt | None:
    """Read ``file``; one that is missing, damaged or of other features is none."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    if len(content) != HEAD.size + 2 * TABLE_BYTES:
        return _thrown_away(file)
    head, tables = content[: HEAD.size], content[HEAD.size :]
    mark, order, version, good, spam, last, rebuilt_at, check = HEAD.unpack(head)
    found = (mark, order.rstrip(b"\0").decode(errors="replace"), version, check)
    if found != (MARK, byteorder, VERSION, crc32(tables)):
        return _thrown_away(file)
    weights, squares = array("f", tables[:TABLE_BYTES]), array("f", tables[TABLE_BYTES:])
    model = Model(weights, squares, good, spam)
    return Learnt(model, last, datetime.fromtimestamp(rebuilt_at, UTC))


class Reader:
    """The model of a file that another process writes; read again whenever it was replaced."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read: tuple[tuple[int, int] | None, Model] | None = None

    def model(self) -> Model:
        """Return the newest model; before there is one, one that knows nothing."""
        state = self._state()
        if self._read is None or self._read[0] != state:
            learnt = load(self._file)
            self._read = (state, learnt.model if learnt else Model())
        return self._read[1]

    def _state(self) -> tuple[int, int] | None:
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns


def _head(learnt: Learnt, check: int) -> bytes:
    model = learnt.model
    return HEAD.pack(
        MARK,
        byteorder.encode(),
        VERSION,
        model.good,
        model.spam,
        learnt.last_decision,
        learnt.rebuilt_at.timestamp(),
        check,
    )


def _thrown_away(file: Path) -> Learnt | None:
    log.warning("%s is damaged or of another release: it is learnt anew from the decisions", file)
    return None
