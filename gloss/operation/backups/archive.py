"""The file of a backup: a compressed tar of plain files, and a manifest with their checksums."""

import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
IN_MEMORY_BYTES = 8 << 20  # of one member, before it goes to disk
PIECE_BYTES = 1 << 20
OWNER_ONLY = 0o600  # a backup holds mailboxes and the site's secret


class Unusable(Exception):
    """A file that cannot be restored; the message says why and what to do."""


@dataclass(frozen=True)
class Member:
    """One file of a backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, and what it takes to use it."""

    made_at: str  # ISO 8601, in UTC
    revision: str  # the last migration of its database
    rows: dict[str, int]  # of each table
    members: dict[str, Member]
    format: int = FORMAT


class Writer:
    """Puts files into a backup that is being written."""

    def __init__(self, tar: tarfile.TarFile, folder: Path) -> None:
        """Begin with no file.

        :param folder: where a long file lies until its length is known.
        """
        self._tar = tar
        self._folder = folder
        self.members: dict[str, Member] = {}

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Add one file, whatever its length."""
        digest = sha256()
        with SpooledTemporaryFile(IN_MEMORY_BYTES, dir=str(self._folder)) as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            length = file.tell()
            file.seek(0)
            self._append(name, length, file)
        self.members[name] = Member(length, digest.hexdigest())

    def close_with(self, made_at: str, revision: str, rows: dict[str, int]) -> None:
        """Add the manifest, which comes last."""
        manifest = json.dumps(asdict(Manifest(made_at, revision, rows, self.members)), indent=1)
        self._append(MANIFEST, len(manifest.encode()), BytesIO(manifest.encode()))

    def _append(self, name: str, length: int, file: IO[bytes]) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = length, OWNER_ONLY
        self._tar.addfile(entry, file)


class Reader:
    """Takes files out of a backup that was verified."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar = tar
        self.manifest = manifest

    def names(self, folder: str) -> list[str]:
        """Return the files below ``folder``."""
        return [name for name in self.manifest.members if name.startswith(f"{folder}/")]

    def lines(self, name: str) -> Iterator[str]:
        """Yield the lines of a text; none if there is no such file."""
        if name in self.manifest.members:
            yield from (line.decode() for line in _opened(self._tar, name))

    def copy(self, name: str, to: Path) -> None:
        """Write one file to ``to``, for its owner alone where it was so."""
        to.parent.mkdir(parents=True, exist_ok=True)
        with to.open("wb") as copy:
            for piece in pieces(_opened(self._tar, name)):
                copy.write(piece)


@contextmanager
def written(file: Path) -> Iterator[Writer]:
    """Write a backup; it is at ``file`` once it is whole, and not before.

    :raises FileExistsError: there is one already. :raises OSError: it cannot be written.
    """
    draft = file.with_name(f"{file.name}.part")
    if file.exists():
        raise FileExistsError(file)
    try:
        with _owned(draft) as stream, tarfile.open(fileobj=stream, mode="w:gz") as tar:
            yield Writer(tar, file.parent)
            tar.close()
            stream.flush()
            os.fsync(stream.fileno())
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def verified(file: Path) -> Iterator[Reader]:
    """Open a backup of which each byte is as it was written.

    :raises Unusable: it is damaged, incomplete, or no backup of a format that we know.
    """
    try:
        with tarfile.open(file, mode="r:gz") as tar:
            manifest = _manifest(tar)
            _verify(tar, manifest)
            yield Reader(tar, manifest)
    except (tarfile.TarError, EOFError, OSError) as fault:
        raise Unusable(f"{file} cannot be read as a backup: {fault}.") from fault


def _owned(file: Path) -> IO[bytes]:
    """Open a new file that nobody else may read; one that a crash left makes room."""
    with suppress(FileNotFoundError):
        file.unlink()
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb")


def _manifest(tar: tarfile.TarFile) -> Manifest:
    try:
        written: dict[str, Any] = json.load(_opened(tar, MANIFEST))
        members = {name: Member(**member) for name, member in written.pop("members").items()}
        manifest = Manifest(members=members, **written)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unusable(
            "It has no manifest that can be read: it is no backup, or not whole."
        ) from None
    if manifest.format != FORMAT:
        raise Unusable("A newer version of Gloss made it: install that one, and restore with it.")
    return manifest


def _verify(tar: tarfile.TarFile, manifest: Manifest) -> None:
    found = {entry.name for entry in tar} - {MANIFEST}
    if found != set(manifest.members):
        odd = ", ".join(sorted(found ^ set(manifest.members))[:3])
        raise Unusable(f"Its manifest and its files differ ({odd}): take an older backup.")
    for name, member in manifest.members.items():
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise Unusable(f"It would write outside its folders ({name}): it was tampered with.")
        digest = sha256()
        for piece in pieces(_opened(tar, name)):
            digest.update(piece)
        if digest.hexdigest() != member.sha256:
            raise Unusable(f"{name} in it is damaged: take an older backup.")


def _opened(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    stream = tar.extractfile(name)
    if stream is None:
        raise Unusable(f"{name} in it is no plain file: it was tampered with.")
    return stream


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield what ``stream`` holds, a megabyte at a time."""
    return iter(lambda: stream.read(PIECE_BYTES), b"")
