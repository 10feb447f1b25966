"""The files as they were last read; only what changed is read again."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from gloss.articles import documents
from gloss.articles.article import Article, Page
from gloss.articles.files import ACCESS_MEND, Folder, SourceFile, State
from gloss.articles.problems import Problem
from gloss.articles.snapshot import Snapshot

UNSETTLED: State = ()  # of a file that could not be opened: it is tried again at the next scan


class _Entry(NamedTuple):
    state: State
    content: Article | Page | None  # of the last good version
    problems: tuple[Problem, ...]  # of the newest version


class Shelf:
    """Remembers the last good version of each file. For one thread at a time."""

    def __init__(self, content_dir: Path, zone: ZoneInfo) -> None:
        self._folder = Folder(content_dir)
        self._zone = zone
        self._entries: dict[str, _Entry] = {}
        self._faults: list[Problem] = []

    def update(self) -> bool:
        """Look at all files, read those that changed, and tell whether anything did."""
        found = list(self._folder.scan())
        faults = [item for item in found if isinstance(item, Problem)]
        entries = dict(self._kept(faults))
        for file in found:
            if isinstance(file, SourceFile) and (entry := self._entry(file)):
                entries[file.path] = entry
        is_changed = (entries, faults) != (self._entries, self._faults)
        self._entries, self._faults = entries, faults
        return is_changed

    def snapshot(self) -> Snapshot:
        """Return what the files hold, with every problem."""
        entries = self._entries.values()
        problems = [problem for entry in entries for problem in entry.problems]
        return Snapshot(
            (entry.content for entry in entries if entry.content), (*problems, *self._faults)
        )

    def _kept(self, faults: list[Problem]) -> Iterator[tuple[str, _Entry]]:
        """Keep what could not be looked at now, because of its file or a folder around it."""
        for fault in faults:
            for path, entry in self._entries.items():
                if path == fault.path or path.startswith(f"{fault.path}/"):
                    yield path, _Entry(UNSETTLED, entry.content, ())

    def _entry(self, file: SourceFile) -> _Entry | None:
        known = self._entries.get(file.path)
        if known and known.state == file.state:
            return known
        last_good = known.content if known else None
        try:
            content, problems = documents.read(file, self._zone)
        except FileNotFoundError:
            return None
        except OSError as error:
            message = f"it cannot be read: {error.strerror}"
            problem = Problem(file.path, 1, message, ACCESS_MEND, is_error=True)
            return _Entry(UNSETTLED, last_good, (problem,))
        return _Entry(file.state, content or last_good, problems)
