"""What a picture is, told by its first bytes: nothing is decoded, so a bomb does no harm."""

import re
from io import BytesIO
from typing import BinaryIO, NamedTuple

from PIL import Image, UnidentifiedImageError

from gloss.pictures import tags
from gloss.pictures.problems import Unusable

MAX_BYTES = 64 << 20
MAX_FETCHED_BYTES = 16 << 20  # of a picture that readers get as it is, without its metadata
MAX_PIXELS = 100_000_000  # of a large camera; one byte of each for each colour is 300 MB
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
ORIENTATION = 0x0112  # the tag of EXIF: 1 is upright, 5 to 8 lie on a side
SIDEWAYS = range(5, 9)
SVG_HEAD_BYTES = 64 << 10  # editors write long comments before the picture begins
SVG_TAG = re.compile(rb"<svg\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")
SAVE_MEND = "save the picture again, as JPEG or PNG"

Image.MAX_IMAGE_PIXELS = None  # Pillow only warns; ours is checked before anything is decoded


class Facts(NamedTuple):
    """A picture as it is to be shown, upright."""

    width: int  # in pixels
    height: int
    orientation: int  # as EXIF counts: how the file's own pixels are turned
    mimetype: str
    is_moving: bool = False

    def height_at(self, width: int) -> int:
        """Return the height in pixels of the picture at another width."""
        return max(1, round(self.height * width / self.width))


def opened(stream: BinaryIO) -> Image.Image:
    """Open a picture of pixels, whatever its name says, without decoding it.

    :raises Unusable: if it is none, is damaged, or is too large to be decoded.
    """
    try:
        image = Image.open(stream, formats=FORMATS)
    except UnidentifiedImageError:
        raise Unusable("it is not a picture that Gloss knows", SAVE_MEND) from None
    except Exception as fault:  # a decoder may raise anything for odd bytes
        raise Unusable(f"it is damaged ({fault})", SAVE_MEND) from None
    if image.width * image.height > MAX_PIXELS:
        message = f"it has more than {MAX_PIXELS:,} pixels"
        raise Unusable(message, "make it smaller: 3,000 pixels are wide enough for any screen")
    return image


def of_image(image: Image.Image) -> Facts:
    """Tell what an opened picture is."""
    turned = orientation(image)
    width, height = image.size
    if turned in SIDEWAYS:
        width, height = height, width
    is_camera_series = image.format == "MPO"  # a JPEG with a second one behind it
    mimetype = "image/jpeg" if is_camera_series else Image.MIME[image.format or ""]
    is_moving = not is_camera_series and _is_moving(image)
    return Facts(width, height, turned, mimetype, is_moving)


def _is_moving(image: Image.Image) -> bool:
    """Tell whether there are frames; those of a GIF take long to count, so it always moves."""
    return image.format == "GIF" or getattr(image, "n_frames", 1) > 1


def orientation(image: Image.Image) -> int:
    """Tell how the pixels are turned: 1 to 8, as EXIF counts."""
    exif = Image.Exif()
    try:
        exif.load(image.info.get("exif", b""))
        turned = exif.get(ORIENTATION, 1)
    except Exception:  # EXIF that cannot be read turns nothing
        return 1
    return turned if turned in range(1, 9) else 1


def of_bytes(source: bytes) -> Facts:
    """Tell what the picture ``source`` is.

    :raises Unusable: as ``opened`` does.
    """
    with opened(BytesIO(source)) as image:
        return of_image(image)


def of_svg(source: bytes) -> Facts:
    """Tell how large a drawing wants to be.

    :raises Unusable: if it is no SVG.
    """
    found = SVG_TAG.search(source[:SVG_HEAD_BYTES])
    if found is None:
        raise Unusable("it is not an SVG", "save it again as SVG, or as PNG")
    typed = tags.attributes(found[0].decode("utf-8", "replace"))
    width, height = _lengths(typed.get("width"), typed.get("height")) or _view_box(typed)
    return Facts(width, height, 1, "image/svg+xml")


def _view_box(typed: dict[str, str]) -> tuple[int, int]:
    size = typed.get("viewbox", "").replace(",", " ").split()[2:4]
    return _lengths(*size) or (300, 150)  # as CSS 2.1, section 10.3.2, for a size nobody knows


def _lengths(width: str | None = None, height: str | None = None) -> tuple[int, int] | None:
    found = LENGTH.fullmatch(width or ""), LENGTH.fullmatch(height or "")
    if not (found[0] and found[1]):
        return None
    return max(1, round(float(found[0][1]))), max(1, round(float(found[1][1])))
