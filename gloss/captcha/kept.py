"""A bounded memory of the last pictures or sounds, so that one challenge keeps one of each."""

from collections import OrderedDict
from threading import Lock


class Kept:
    """The ``limit`` things last used, by key; safe between threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._things: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """Return what is kept under ``key``, and count that as a use."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def keep(self, key: str, thing: bytes) -> bytes:
        """Keep ``thing`` and return it; the one that was not used for longest makes room."""
        with self._lock:
            self._things[key] = thing
            self._things.move_to_end(key)
            while len(self._things) > self._limit:
                self._things.popitem(last=False)
        return thing
