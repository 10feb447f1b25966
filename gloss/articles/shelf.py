"""The files as they were last read; only what changed is read again."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from gloss.articles import documents
from gloss.articles.article import Article, Page
from gloss.articles.files import ACCESS_MEND, Folder, SourceFile, State
from gloss.articles.index import Entry, Index
from gloss.articles.problems import Problem
from gloss.articles.snapshot import Snapshot

UNSETTLED: State = ""  # of a file that could not be opened: it is tried again at the next scan
UNKNOWN = Entry(UNSETTLED, None, ())


class _Look(NamedTuple):
    """What one scan found."""

    news: dict[str, Entry]  # of the files that were read again
    seen: set[str]  # the paths of all files
    faults: list[Problem]  # what could not be looked at


class Shelf:
    """Remembers the last good version of each file. ``update`` is for one thread at a time."""

    def __init__(self, folder: Folder, index: Index, zone: ZoneInfo) -> None:
        self._folder = folder
        self._index = index
        self._zone = zone
        self._entries: dict[str, Entry] | None = None  # unknown before the first update
        self._faults: list[Problem] = []

    def update(self) -> bool:
        """Look at all files, read those that changed, and tell whether anything did."""
        before = self._index.entries() if self._entries is None else self._entries
        news, seen, faults = self._look(before)
        entries = before | news
        for path in before.keys() - seen:
            if _is_behind(path, faults):
                entries[path] = Entry(UNSETTLED, before[path].content, ())
            else:
                del entries[path]
        self._index.flush()
        self._index.forget(before.keys() - entries.keys())
        is_first = self._entries is None
        is_changed = is_first or faults != self._faults or _differ(entries, before)
        self._entries, self._faults = entries, faults
        return is_changed

    def snapshot(self, language: str) -> Snapshot:
        """Return what the files of a site in ``language`` hold, with every problem."""
        entries = (self._entries or {}).values()
        problems = [problem for entry in entries for problem in entry.problems]
        contents = (entry.content for entry in entries if entry.content)
        return Snapshot(contents, (*problems, *self._faults), language)

    def body(self, content: Article | Page) -> str:
        """Return the Markdown of ``content``, also when its file holds another version by now.

        :raises LookupError: if that version is nowhere any more: its file holds another, and what
            was kept of it is lost.
        :raises OSError: if what was kept is lost, and its file may not be read.
        """
        body = self._index.body(content.digest)
        return self._read_again(content) if body is None else body

    def _look(self, before: dict[str, Entry]) -> _Look:
        news: dict[str, Entry] = {}
        seen: set[str] = set()
        faults: list[Problem] = []
        for found in self._folder.scan():
            if isinstance(found, Problem):
                faults.append(found)
                continue
            seen.add(found.path)
            known = before.get(found.path, UNKNOWN)
            if known.state != found.state and (entry := self._read(found, known)):
                news[found.path] = entry
        return _Look(news, seen, faults)

    def _read(self, file: SourceFile, known: Entry) -> Entry | None:
        try:
            content, problems, body = documents.read(file, self._zone)
        except FileNotFoundError:  # the next scan will not see it
            return None
        except OSError as error:
            message = f"it cannot be read: {error.strerror}"
            problem = Problem(file.path, 1, message, ACCESS_MEND, is_error=True)
            return Entry(UNSETTLED, known.content, (problem,))
        entry = Entry(file.state, content or known.content, problems)
        self._index.keep(file.path, entry, body)
        return entry

    def _read_again(self, content: Article | Page) -> str:
        for file in self._folder.scan():
            if isinstance(file, SourceFile) and file.path == content.path:
                found, _, body = documents.read(file, self._zone)
                if found and found.digest == content.digest and body is not None:
                    return body
        raise LookupError(f"the text of {content.path} is lost")


def _is_behind(path: str, faults: list[Problem]) -> bool:
    """Tell whether a fault of the file or of a folder around it kept us from looking."""
    return any(path == fault.path or path.startswith(f"{fault.path}/") for fault in faults)


def _differ(entries: dict[str, Entry], before: dict[str, Entry]) -> bool:
    """Tell whether any file holds something else; being touched is no change."""
    return entries.keys() != before.keys() or any(
        entry is not before[path] and entry[1:] != before[path][1:]
        for path, entry in entries.items()
    )
