"""Which files are articles or pages, and whether they changed, without opening them."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from gloss.articles.problems import Problem, Unreadable, printable

PAGES = "pages"  # the folder whose files are pages
SUFFIX = ".md"
FOLDER_FILE = "index.md"  # the article in a folder that also holds its pictures
IN_FOLDER = re.compile(r"index(?P<language>\.[A-Za-z0-9-]+)?\.md")  # the same in languages, too
README = "readme.md"  # for those who keep the files
ACCESS_MEND = "see that it is there and that Gloss may read it"
LEADS_NOWHERE = Unreadable(1, "the link leads nowhere", "put a file there, or remove the link")

State: TypeAlias = str


class SourceFile(NamedTuple):
    """A file to read."""

    location: str  # for the operating system
    path: str  # for people: content/tides.md
    name: str  # what its address is made from
    is_page: bool
    state: State  # differs once the file has changed


def name_of(path: str) -> str:
    """Return what the address of the file at ``path`` is made from: its name, or its folder's."""
    folder, _, name = path.rpartition("/")
    if found := IN_FOLDER.fullmatch(name):
        return folder.rpartition("/")[2] + (found["language"] or "")
    return name[: -len(SUFFIX)]


class Folder:
    """The folder that holds all articles and pages."""

    def __init__(self, content_dir: Path) -> None:
        self._root = os.path.abspath(content_dir)  # noqa: PTH100 (Path is too slow for each file)
        self._name = os.path.basename(self._root)  # noqa: PTH119

    def scan(self) -> Iterator[SourceFile | Problem]:
        """Look at each article and page by one ``stat``.

        :returns: the files, and problems of what is there but cannot be used; a problem whose
            path is a folder stands for all that is in it.
        """
        yield from self._listed(self._root, is_page=False)
        pages = f"{self._root}/{PAGES}"
        if os.path.lexists(pages):
            yield from self._listed(pages, is_page=True)

    def _listed(self, folder: str, *, is_page: bool) -> Iterator[SourceFile | Problem]:
        try:
            self._check_inside(folder)
            with os.scandir(folder) as entries:
                for entry in entries:
                    for place in _places(entry, is_page):
                        if found := self._examined(entry, *place, is_page=is_page):
                            yield found
        except (OSError, Unreadable) as fault:
            yield _unreadable(fault).problem(self._shown(folder))

    def _examined(
        self, entry: os.DirEntry[str], location: str, name: str, *, is_page: bool
    ) -> SourceFile | Problem | None:
        try:
            state = self._state(location, entry)
        except FileNotFoundError:
            if not os.path.islink(location):  # noqa: PTH114 (speed)
                return None  # a folder without an article, or gone since it was listed
            return LEADS_NOWHERE.problem(self._shown(location))
        except (OSError, Unreadable) as fault:
            return _unreadable(fault).problem(self._shown(location))
        return SourceFile(location, self._shown(location), name, is_page, state)

    def _state(self, location: str, entry: os.DirEntry[str]) -> State:
        if entry.is_file(follow_symlinks=False):  # the usual case, and there may be very many
            return _written(entry.stat(follow_symlinks=False))
        is_inner = location != entry.path
        if entry.is_symlink() or (is_inner and os.path.islink(location)):  # noqa: PTH114 (speed)
            self._check_inside(location)
        facts = os.stat(location)  # noqa: PTH116 (speed)
        if not stat.S_ISREG(facts.st_mode):
            raise Unreadable(1, "it is not a regular file", "put a text file in its place")
        return _written(facts)

    def _check_inside(self, location: str) -> None:
        real, root = os.path.realpath(location), os.path.realpath(self._root)
        if not Path(real).is_relative_to(root):
            message = "the link leads out of the content folder"
            raise Unreadable(1, message, "put the file itself in its place")

    def _shown(self, location: str) -> str:
        """Write ``location`` as people know it, on one line, whatever bytes it is made of."""
        return printable(self._name + location.removeprefix(self._root))


def _places(entry: os.DirEntry[str], is_page: bool) -> Iterable[tuple[str, str]]:
    """Return where the files of ``entry`` lie and their names, if ``entry`` is one of ours."""
    if entry.name.startswith(".") or entry.name.lower() == README:
        return ()
    if _is_folder(entry):
        is_article = not is_page and entry.name != PAGES
        return _places_inside(entry) if is_article else ()
    name, suffix = entry.name[: -len(SUFFIX)], entry.name[-len(SUFFIX) :]
    return [(entry.path, name)] if suffix.lower() == SUFFIX else ()


def _places_inside(folder: os.DirEntry[str]) -> Iterator[tuple[str, str]]:
    """Yield the article in a folder, also if it is not there, and its other languages."""
    yield f"{folder.path}/{FOLDER_FILE}", folder.name
    try:
        inside = os.listdir(folder.path)  # noqa: PTH208 (Path is too slow for each folder)
    except OSError:  # told of the article
        return
    for name in inside:
        if (found := IN_FOLDER.fullmatch(name)) and found["language"]:
            yield f"{folder.path}/{name}", folder.name + found["language"]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Tell a folder, also behind a link; a plain file, the usual case, costs no system call."""
    if entry.is_file(follow_symlinks=False):
        return False
    return os.path.isdir(entry)  # noqa: PTH112 (unlike entry.is_dir(), it survives loops of links)


def _written(facts: os.stat_result) -> State:
    return f"{facts.st_mtime_ns} {facts.st_ctime_ns} {facts.st_size} {facts.st_ino}"


def _unreadable(fault: OSError | Unreadable) -> Unreadable:
    if isinstance(fault, Unreadable):
        return fault
    return Unreadable(1, f"it cannot be read: {fault.strerror}", ACCESS_MEND)
