"""The child process that converts one picture, bounded in memory and time, and then ends.

Run as ``python -m gloss.pictures.converting SOURCE FOLDER NAME``; says what it made as one line of
JSON. Decoders are a million lines of C that meet bytes from anywhere: if one crashes, it is here.
"""

import json
import os
import resource
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, features

from gloss.pictures import decoding, facts
from gloss.pictures.facts import MAX_BYTES, MAX_FETCHED_BYTES, Facts
from gloss.pictures.outcomes import KINDS, Made
from gloss.pictures.problems import Unusable

VERSION = 1  # raise it whenever the same picture would be made in another way
WIDTHS = (480, 720, 1080, 1440)  # the text is at most 620 CSS pixels wide, phones have 3 to each
PLAIN_WIDTH = 1080  # of the JPEG or PNG for who knows nothing newer
MAX_HEIGHT = 16_383  # of WebP
WORTHWHILE = 1.2  # a width is left out if the next is not wider by this
QUALITY: dict[str, dict[str, Any]] = {
    "avif": {"quality": 60, "speed": 6, "max_threads": 1},
    "webp": {"quality": 80, "method": 4},
    "jpg": {"quality": 82, "progressive": True, "optimize": True},
    "png": {"optimize": True},
}
DRAWN: dict[str, dict[str, Any]] = {"avif": {"quality": 80}, "webp": {"quality": 92}}
FORMATS = {"jpg": "JPEG"}
DIGEST_BYTES = 12
MEMORY_BYTES = 1536 << 20  # address space; 100 million pixels with transparency need 0.8 GiB
PROCESSOR_SECONDS = 120
DRAWING = ".svg"
CANNOT_WRITE = 3  # how the process ends when it is not the picture's fault


def digest_of(source: bytes, name: str) -> str:
    """Name what would be made of ``source``: another name, other files."""
    libraries = " ".join(f"{codec} {features.version(codec)}" for codec in ("avif", "webp"))
    settings = f"{VERSION} {WIDTHS} {QUALITY} {DRAWN} {libraries} {name}\0"
    return blake2b(settings.encode() + source, digest_size=DIGEST_BYTES).hexdigest()


def convert(source: bytes, folder: Path, name: str) -> Made:
    """Make all sizes of the picture ``source`` in a folder of their own within ``folder``.

    :param name: of the files, before their widths.
    :raises Unusable: if it is no picture, or is damaged.
    :raises OSError: if it cannot be written.
    """
    if len(source) > MAX_BYTES:
        raise Unusable(f"it is larger than {MAX_BYTES >> 20} MiB", "make it smaller")
    digest = digest_of(source, name)
    with facts.opened(BytesIO(source)) as image:
        found = facts.of_image(image)
        if found.is_moving:
            _check_moving(source)
            return Made(digest, name, found.width, found.height)
        widths = _widths(found)
        base = decoding.decoded(image, found, widths[-1])
    plain = f"{name}-{_plain_width(widths)}.{_plain_kind(base)}"
    made = Made(digest, name, found.width, found.height, widths, plain)
    if not (folder / digest).is_dir():
        _write(base, found, folder, made)
    return made


def _check_moving(source: bytes) -> None:
    if len(source) > MAX_FETCHED_BYTES:
        message = f"a moving picture may have {MAX_FETCHED_BYTES >> 20} MiB"
        raise Unusable(message, "make it shorter or smaller")


def _widths(found: Facts) -> tuple[int, ...]:
    widest = min(found.width, max(WIDTHS))
    if found.height_at(widest) > MAX_HEIGHT:
        raise Unusable("it is too tall to be read on any screen", "cut it into several pictures")
    return (*(w for w in WIDTHS if w * WORTHWHILE <= widest), widest)


def _plain_width(widths: tuple[int, ...]) -> int:
    return max((w for w in widths if w <= PLAIN_WIDTH), default=widths[0])


def _plain_kind(image: Image.Image) -> str:
    return "png" if image.mode == "RGBA" else "jpg"


def _write(base: Image.Image, found: Facts, folder: Path, made: Made) -> None:
    """Write all files into a draft, which then takes its name at once."""
    draft = folder / f"{made.digest}.{os.getpid()}.draft"
    draft.mkdir(parents=True)
    try:
        for file, width, kind in _files(made):
            size = (width, found.height_at(width))
            image = base if size == base.size else base.resize(size, Image.Resampling.LANCZOS)
            image.info = {}  # nothing but pixels goes into the file
            image.save(draft / file, FORMATS.get(kind, kind), **_quality(kind, found))
        _take_name(draft, folder / made.digest)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _files(made: Made) -> Iterator[tuple[str, int, str]]:
    for width in made.widths:
        for kind in KINDS:
            yield made.file(width, kind), width, kind
    kind = made.plain.rpartition(".")[2]
    yield made.plain, _plain_width(made.widths), kind


def _quality(kind: str, found: Facts) -> dict[str, Any]:
    """Say how to write; lines and letters of a drawing show what a photo hides."""
    drawn = DRAWN.get(kind, {}) if found.mimetype == "image/png" else {}
    return QUALITY[kind] | drawn


def _take_name(draft: Path, final: Path) -> None:
    try:
        draft.rename(final)
    except OSError:
        if not final.is_dir():  # else another process was first, and made the same
            raise


def _made(source: Path, folder: Path, name: str) -> Made:
    if source.suffix.lower() == DRAWING:
        found = facts.of_svg(_read(source))
        return Made("", name, found.width, found.height)
    return convert(_read(source), folder, name)


def _read(source: Path) -> bytes:
    try:
        with source.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as fault:
        mend = "see that it is there and that Gloss may read it"
        raise Unusable(f"it cannot be read: {fault.strerror}", mend) from None


def main(source: str, folder: str, name: str) -> int:
    """Convert one file; return how the process shall end."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        said: dict[str, Any] = asdict(_made(Path(source), Path(folder), name))
    except Unusable as fault:
        said = {"message": fault.message, "mend": fault.mend}
    except OSError as fault:
        sys.stderr.write(f"{fault}\n")
        return CANNOT_WRITE
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
