"""A picture without what it tells about people: place, camera, names, thumbnails, comments.

Nothing is decoded, so this takes milliseconds and loses nothing. What is kept is listed; whatever
else a file holds is left out, what follows the picture's end too: phones put whole films there.
Orientation and colour profile stay, as the picture would look wrong without them.
"""

import re
import struct
from collections.abc import Iterator
from io import BytesIO
from zlib import crc32

from PIL import Image

from gloss.pictures import facts
from gloss.pictures.facts import SAVE_MEND, Facts
from gloss.pictures.problems import Unusable

CUT = "it is damaged: its end is missing"
JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # what ends the coded pixels of a scan
JPEG_TABLES = frozenset({*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD})  # ITU T.81, table B.1
JPEG_SCAN, JPEG_END = 0xDA, 0xD9
JPEG_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
JFIF_BYTES = 14  # more would be a thumbnail

PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset(
    b"IHDR PLTE tRNS IDAT IEND gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split()
)
WEBP_KEPT = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
WEBP_EXIF_FLAG, WEBP_XMP_FLAG = 0x08, 0x04  # of VP8X's first byte

EXIF_START = re.compile(rb"((?:Exif\0\0)?)(?:II\*\0|MM\0\*)")
EMPTY_TIFF = b"MM\0*\0\0\0\x08"  # the list of tags follows, and has none

GIF_EXTENSION, GIF_PICTURE, GIF_END = 0x21, 0x2C, 0x3B
GIF_CONTROL, GIF_APPLICATION = 0xF9, 0xFF
GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def stripped(source: bytes) -> tuple[Facts, bytes]:
    """Return what the picture ``source`` is, and its bytes without metadata.

    :raises Unusable: if it is no picture, or is damaged.
    """
    with facts.opened(BytesIO(source)) as image:
        found = facts.of_image(image)
        try:
            return found, b"".join(_parts(source, found, image))
        except (IndexError, struct.error):
            raise Unusable(CUT, SAVE_MEND) from None


def _parts(source: bytes, found: Facts, image: Image.Image) -> Iterator[bytes]:
    if found.mimetype == "image/jpeg":
        return _jpeg(source, found.orientation)
    if found.mimetype == "image/png":
        return _png(source, found.orientation)
    if found.mimetype == "image/webp":
        return _webp(source, found.orientation)
    if found.mimetype == "image/gif":
        return _gif(source)
    return _avif(source, image)


def _upright(orientation: int) -> bytes:
    """Write EXIF that says how the picture is turned, and nothing else."""
    exif = Image.Exif()
    exif[facts.ORIENTATION] = orientation
    return exif.tobytes()  # starts with Exif and two zeros


def _jpeg(source: bytes, orientation: int) -> Iterator[bytes]:
    yield b"\xff\xd8"
    if orientation != 1:
        exif = _upright(orientation)
        yield b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    position = 2
    while marker := JPEG_MARKER.search(source, position):
        kind, start = marker[0][-1], marker.end()
        if kind == JPEG_END:
            yield b"\xff\xd9"
            return
        (length,) = struct.unpack_from(">H", source, start)
        position = start + length
        yield _jpeg_segment(kind, source[start + 2 : position])
        if kind == JPEG_SCAN:
            end = JPEG_MARKER.search(source, position)
            yield source[position : end.start() if end else len(source)]
    raise Unusable(CUT, SAVE_MEND)


def _jpeg_segment(kind: int, content: bytes) -> bytes:
    if kind == 0xE0:  # noqa: PLR2004 (APP0)
        content = content[: JFIF_BYTES - 2] + b"\0\0"  # a thumbnail of no size
    name = JPEG_KEPT.get(kind)
    if kind not in JPEG_TABLES and not (name and content.startswith(name)):
        return b""
    return bytes((0xFF, kind)) + struct.pack(">H", len(content) + 2) + content


def _png(source: bytes, orientation: int) -> Iterator[bytes]:
    yield PNG_START
    position, kind = len(PNG_START), b""
    while kind != b"IEND":
        (length,) = struct.unpack_from(">I", source, position)
        kind = source[position + 4 : position + 8]
        end = position + length + 12  # with length, kind and checksum
        if kind in PNG_KEPT:
            yield source[position:end]
        if kind == b"IHDR" and orientation != 1:
            yield _png_chunk(b"eXIf", _upright(orientation).removeprefix(b"Exif\0\0"))
        position = end


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc32(kind + content))
    )


def _webp(source: bytes, orientation: int) -> Iterator[bytes]:
    chunks = b"".join(_webp_chunks(source, orientation))
    yield b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def _webp_chunks(source: bytes, orientation: int) -> Iterator[bytes]:
    (size,) = struct.unpack_from("<I", source, 4)
    position, last = 12, size + 8
    if last > len(source):
        raise Unusable(CUT, SAVE_MEND)
    while position + 8 <= last:
        (length,) = struct.unpack_from("<I", source, position + 4)
        kind, end = source[position : position + 4], position + 8 + length + length % 2
        if kind == b"VP8X":
            yield source[position : position + 8]
            yield _webp_flags(source[position + 8 : end], orientation)
        elif kind in WEBP_KEPT:
            yield source[position:end]
        position = end
    if orientation != 1:
        exif = _upright(orientation)
        yield b"EXIF" + struct.pack("<I", len(exif)) + exif + b"\0" * (len(exif) % 2)


def _webp_flags(header: bytes, orientation: int) -> bytes:
    flags = header[0] & ~(WEBP_EXIF_FLAG | WEBP_XMP_FLAG)
    return bytes((flags | (WEBP_EXIF_FLAG if orientation != 1 else 0),)) + header[1:]


def _gif(source: bytes) -> Iterator[bytes]:
    position = 13 + _gif_colours(source[10])
    yield source[:position]
    while (block := source[position]) != GIF_END:
        start = position
        if block == GIF_PICTURE:
            position = _gif_end(source, start + 11 + _gif_colours(source[start + 9]))
        elif block == GIF_EXTENSION:
            position = _gif_end(source, start + 2)
        else:
            raise Unusable("it is damaged: a block is of no known kind", SAVE_MEND)
        if block == GIF_PICTURE or _is_needed(source[start:position]):
            yield source[start:position]
    yield bytes((GIF_END,))


def _gif_colours(packed: int) -> int:
    """Return how many bytes of colours follow, as a packed field says."""
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _gif_end(source: bytes, position: int) -> int:
    """Return where a chain of sub-blocks that starts at ``position`` ends."""
    while length := source[position]:
        position += length + 1
    return position + 1


def _is_needed(extension: bytes) -> bool:
    is_loop = extension[1] == GIF_APPLICATION and extension[3:14] in GIF_LOOPS
    return extension[1] == GIF_CONTROL or is_loop


def _avif(source: bytes, image: Image.Image) -> Iterator[bytes]:
    """Overwrite EXIF and XMP in place: whatever else there is, is found by its position."""
    for name in ("exif", "xmp"):
        content = image.info.get(name, b"")
        if content and content not in source:
            message = "its metadata cannot be taken out as it is"
            raise Unusable(message, "wait until it has been converted, or save it as JPEG")
        source = source.replace(content, _blank(content)) if content else source
    yield source


def _blank(content: bytes) -> bytes:
    """Return as many bytes that tell nothing; EXIF must go on being EXIF where it was."""
    exif = EXIF_START.match(content)
    start = exif[1] + EMPTY_TIFF if exif else b""
    return start.ljust(len(content), b"\0")[: len(content)]
