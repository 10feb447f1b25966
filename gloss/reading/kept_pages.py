"""The finished pages of one process, in bounded memory."""

from threading import Lock

from gloss.reading.kept_page import KeptPage

MOST_BYTES = 64 * 1024 * 1024


class KeptPages:
    """Pages by path; those that nobody asked for lately make room (the clock algorithm)."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._pages: dict[str, KeptPage] = {}
        self.get = self._pages.get  # returns what is kept under a path, if anything
        self._bytes = 0
        self._changing = Lock()

    def keep(self, path: str, page: KeptPage) -> None:
        """Keep ``page`` in place of an older one."""
        with self._changing:
            self._drop(path)
            self._pages[path] = page
            self._bytes += page.weight
            while self._bytes > self._most_bytes:
                self._make_room()

    def improve(self, most: int) -> None:
        """Pack up to ``most`` pages better; takes 16 ms each, so no request may wait for it."""
        for page in tuple(self._pages.values()):
            if most and page.improve():
                most -= 1

    def _make_room(self) -> None:
        path, page = next(iter(self._pages.items()))
        self._drop(path)
        if page.was_used:
            page.was_used = False
            self._pages[path] = page
            self._bytes += page.weight

    def _drop(self, path: str) -> None:
        dropped = self._pages.pop(path, None)
        if dropped:
            self._bytes -= dropped.weight
