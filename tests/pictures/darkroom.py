"""Pictures for tests, as cameras and programs write them."""

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base

CAMERA = "Shore Camera 3000"
RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 60), (30, 60, 200), (255, 255, 255)
TURNED_BACK = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def corners(width: int = 900, height: int = 600, mode: str = "RGB") -> Image.Image:
    """Draw four corners: red, green, blue and white, from the top left to the bottom right."""
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    middle = width // 2, height // 2
    for colour, place in (
        (RED, (0, 0, *middle)),
        (GREEN, (middle[0], 0, width, middle[1])),
        (BLUE, (0, middle[1], middle[0], height)),
        (WHITE, (*middle, width, height)),
    ):
        draw.rectangle(place, fill=colour)
    return image.convert(mode)


def exif(orientation: int = 1) -> bytes:
    """Write where and with what a photo was taken."""
    made = Image.Exif()
    made[Base.Make.value] = CAMERA
    made[Base.Orientation.value] = orientation
    made.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (54.0, 4.0, 12.0)})
    return made.tobytes()


def photo(orientation: int = 1, kind: str = "JPEG", **options: Any) -> bytes:
    """Take a photo that looks like ``corners`` once it is upright, and tells where it was taken."""
    image = corners()
    if orientation != 1:
        image = image.transpose(TURNED_BACK[orientation])
    return saved(image, kind, exif=exif(orientation), **options)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def moving(kind: str, **options: Any) -> bytes:
    """Make a picture of two frames."""
    frames = {"save_all": True, "append_images": [corners(90, 60).rotate(180)], "duration": 300}
    return saved(corners(90, 60), kind, **frames, **options)


def seen(picture: bytes | Path) -> list[tuple[int, ...]]:
    """Return the colours in the four corners, as a browser that obeys no EXIF shows them."""
    with Image.open(BytesIO(picture) if isinstance(picture, bytes) else picture) as image:
        shown = image.convert("RGB")
    right, bottom = shown.width * 3 // 4, shown.height * 3 // 4
    left, top = shown.width // 4, shown.height // 4
    places = ((left, top), (right, top), (left, bottom), (right, bottom))
    return [_pixel(shown, place) for place in places]


def looks_right(picture: bytes | Path, tolerance: int = 24) -> bool:
    """Tell whether the four corners are where they belong."""
    pairs = zip(seen(picture), (RED, GREEN, BLUE, WHITE), strict=True)
    return all(abs(a - b) <= tolerance for pair in pairs for a, b in zip(*pair, strict=True))


def tells_nothing(picture: bytes) -> bool:
    """Tell whether neither place nor camera can be read from a picture, in whatever way."""
    with Image.open(BytesIO(picture)) as image:
        found = image.getexif()
        parts = [*found.get_ifd(IFD.GPSInfo), *(set(found) - {Base.Orientation.value})]
        has_text = bool(image.info.get("xmp") or image.info.get("comment"))
    return not parts and not has_text and CAMERA.encode() not in picture and b"GPS" not in picture


def _pixel(image: Image.Image, place: tuple[int, int]) -> tuple[int, ...]:
    pixel = image.getpixel(place)
    assert isinstance(pixel, tuple)
    return pixel
