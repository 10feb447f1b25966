"""The files as they were last read; only what changed is read again."""

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from gloss.articles import documents, reading_files
from gloss.articles.article import Article, Defaults, Page
from gloss.articles.files import ACCESS_MEND, Folder, SourceFile, State
from gloss.articles.index import Index, News
from gloss.articles.problems import Problem
from gloss.articles.rows import Entry
from gloss.articles.snapshot import Snapshot

UNSETTLED: State = ""  # of a file that could not be opened: it is tried again at the next look
UNKNOWN = Entry(UNSETTLED, None, ())


class _Found(NamedTuple):
    """What one look at all files found."""

    changed: list[SourceFile]  # to be read
    paths: set[str]  # of all files, and of what could not be looked at
    faults: list[Problem]  # what could not be looked at


class Shelf:
    """Remembers the last good version of each file. For one thread at a time."""

    def __init__(self, folder: Folder, index: Index, zone: ZoneInfo) -> None:
        self._folder = folder
        self._index = index
        self._zone = zone
        self._entries: dict[str, Entry] = {}
        self._is_first = True  # nothing was looked at yet

    def take_in(self) -> bool:
        """Take in what other processes found, and tell whether anything changed."""
        if self._index.is_made_anew():
            self._index.start_again()
            self._entries = {p: e._replace(state=UNSETTLED) for p, e in self._entries.items()}
        return self._settle(self._index.news())

    def take_up(self) -> bool:
        """Take in all that others knew, and tell whether that is enough to start with.

        It was before, as another may be writing the rest meanwhile; and still is, as another may
        be making all of it anew.
        """
        was_whole = self._index.is_whole
        self.take_in()
        return was_whole and self._index.is_whole

    def look(self) -> bool:
        """Look at all files, read those that changed, and tell whether anything did.

        For whoever is alone.
        """
        is_changed = self.take_in()
        if self._is_first:
            self._index.sweep(len(self._entries))
        found = self._looked()
        read = self._read(found.changed)
        news: News = {**self._unread(found), **read}
        self._index.flush()
        is_changed |= self._settle(news)
        self._is_first = False
        return is_changed

    def snapshot(self, defaults: Defaults) -> Snapshot:
        """Return what the files hold, with every problem."""
        entries = self._entries.values()
        problems = [problem for entry in entries for problem in entry.problems]
        contents = (entry.content for entry in entries if entry.content)
        return Snapshot(contents, problems, defaults.language, defaults.close_after_days)

    def body(self, content: Article | Page) -> str:
        """Return the Markdown of ``content``, also when its file holds another version by now.

        :raises LookupError: if that version is nowhere any more: its file holds another, and what
            was kept of it is lost.
        :raises OSError: if what was kept is lost, and its file may not be read.
        """
        body = self._index.body(content.path, content.digest)
        return self._read_again(content) if body is None else body

    def _settle(self, news: News) -> bool:
        """Take ``news`` in; being touched is no change."""
        if not news:
            return False
        before, after = self._entries, self._entries.copy()
        for path, entry in news.items():
            if entry:
                after[path] = entry
            else:
                after.pop(path, None)
        self._entries = after
        return any(_shown(before.get(path)) != _shown(after.get(path)) for path in news)

    def _looked(self) -> _Found:
        changed: list[SourceFile] = []
        paths: set[str] = set()
        faults: list[Problem] = []
        for found in self._folder.scan():
            paths.add(found.path)
            if isinstance(found, Problem):
                faults.append(found)
            elif self._entries.get(found.path, UNKNOWN).state != found.state:
                changed.append(found)
        changed.sort(key=attrgetter("path"))  # so that what is kept of them only grows at its end
        return _Found(changed, paths, faults)

    def _unread(self, found: _Found) -> News:
        """Note what could not be looked at, which keeps its last good version, and what is gone."""
        news: News = {}
        for fault in found.faults:
            news[fault.path] = Entry(UNSETTLED, self._known(fault.path).content, (fault,))
        for path in self._entries.keys() - found.paths:
            is_behind = _is_behind(path, found.faults)
            news[path] = Entry(UNSETTLED, self._known(path).content, ()) if is_behind else None
        return {path: entry for path, entry in news.items() if self._keep(path, entry)}

    def _read(self, files: Iterable[SourceFile]) -> News:
        news: News = {}
        for file, document in reading_files.read(list(files), self._zone):
            if isinstance(document, FileNotFoundError):  # the next look will not see it
                continue
            known = self._known(file.path)
            if isinstance(document, OSError):
                message = f"it cannot be read: {document.strerror}"
                problem = Problem(file.path, 1, message, ACCESS_MEND, is_error=True)
                entry, body = Entry(UNSETTLED, known.content, (problem,)), None
            else:
                content = document.content or known.content
                entry, body = Entry(file.state, content, document.problems), document.body
            if self._keep(file.path, entry, body):
                news[file.path] = entry
        return news

    def _known(self, path: str) -> Entry:
        return self._entries.get(path, UNKNOWN)

    def _keep(self, path: str, entry: Entry | None, body: str | None = None) -> bool:
        """Keep ``entry``, unless it is what is known."""
        is_new = entry != self._entries.get(path)
        if is_new:
            self._index.keep(path, entry, body)
        return is_new

    def _read_again(self, content: Article | Page) -> str:
        for file in self._folder.scan():
            if isinstance(file, SourceFile) and file.path == content.path:
                found, _, body = documents.read(file, self._zone)
                if found and found.digest == content.digest and body is not None:
                    return body
        raise LookupError(f"the text of {content.path} is lost")


def _shown(entry: Entry | None) -> tuple[object, ...]:
    """Return what anybody sees of ``entry``."""
    return (entry.content, entry.problems) if entry else (None, ())


def _is_behind(path: str, faults: list[Problem]) -> bool:
    """Tell whether a fault of the file or of a folder around it kept us from looking."""
    return any(path == fault.path or path.startswith(f"{fault.path}/") for fault in faults)
