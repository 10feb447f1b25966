"""Decodes a picture no larger than it is needed, upright, and in the colours of the web."""

from io import BytesIO

from PIL import Image, ImageCms

from gloss.pictures import facts
from gloss.pictures.facts import SAVE_MEND, Facts
from gloss.pictures.problems import Unusable

REDUCING_GAP = 3.0  # as Pillow says: hard to tell from the slow way
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def decoded(image: Image.Image, found: Facts, width: int) -> Image.Image:
    """Decode an opened picture ``width`` pixels wide, upright, in sRGB, as RGB or RGBA.

    :raises Unusable: if it is damaged, or takes more memory than there is.
    """
    size = _turned_back((width, found.height_at(width)), found)
    image.draft(None, size)  # a JPEG is decoded at half its size, a quarter or an eighth
    try:
        upright = _in_srgb(_resized(image, size))
    except (MemoryError, Image.DecompressionBombError):
        message = "it takes more memory to decode than Gloss allows"
        raise Unusable(message, "make it smaller, and save it as JPEG") from None
    except Exception as fault:  # a decoder may raise anything for odd bytes
        raise Unusable(f"it is damaged ({fault})", SAVE_MEND) from None
    turn = TURNS.get(found.orientation)
    return upright if turn is None else upright.transpose(turn)


def _turned_back(size: tuple[int, int], found: Facts) -> tuple[int, int]:
    return size[::-1] if found.orientation in facts.SIDEWAYS else size


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    image.load()
    image = _mixable(image)
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=REDUCING_GAP)


def _mixable(image: Image.Image) -> Image.Image:
    """Return ``image`` so that its pixels can be mixed: colours by number cannot."""
    if image.mode.startswith("I"):  # 16 bits of grey; Pillow would cut and not scale them
        return image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")  # which would copy it
    return image.convert("RGB") if image.mode in {"1", "P"} else image


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return ``image`` in the one colour space that every screen knows."""
    profile = image.info.get("icc_profile")
    if profile:
        image = _converted(image, profile)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(
            image, given, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile of another kind of picture
        return image
    return converted or image
