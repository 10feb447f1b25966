"""The HTML of one picture: nothing jumps, and nobody loads more pixels than the screen has."""

from collections.abc import Mapping

from markupsafe import Markup

from gloss.articles.illustrations import file_addresses
from gloss.pictures import tags
from gloss.pictures.outcomes import KINDS, Made

COLUMN = 620  # CSS pixels, the widest that the text gets: --measure in static/site.css
COLUMN_FROM = 690  # CSS pixels of a window in which the text is that wide
PHONE = 90  # percent of a narrower window that the text takes
OURS = frozenset({"src", "srcset", "sizes", "width", "height"})
Typed = Mapping[str, str]


def sized(made: Made, typed: Typed, *, is_first: bool) -> Markup:
    """Show a picture in the sizes that were made of it.

    :param typed: the attributes that its author wrote.
    :param is_first: readers see it first, so it does not wait until they scroll.
    """
    size = _size(typed, made.width, made.height)
    sources = [_source(made, kind, size) for kind in KINDS]
    address = file_addresses.of_size(made.digest, made.plain)
    image = whole(address, typed, size, is_first=is_first)
    return Markup("<picture>{}{}</picture>").format(Markup("").join(sources), image)


def whole(address: str, typed: Typed, size: tuple[int, int], *, is_first: bool = False) -> Markup:
    """Show one file for every screen; ``size`` is its own, in pixels."""
    width, height = _size(typed, *size)
    urgency = {"fetchpriority": "high"} if is_first else {"loading": "lazy"}
    fixed = {"src": address, "alt": "", "width": str(width), "height": str(height)}
    left_out = OURS if typed.get("alt") else OURS | {"role"}  # an empty alt says it all
    kept = {name: value for name, value in typed.items() if name not in left_out}
    return tags.written("img", fixed | urgency | {"decoding": "async"} | kept)


def absent(typed: Typed) -> Markup:
    """Say in words what the picture would show."""
    return Markup('<span class="no-picture">{}</span>').format(typed.get("alt", ""))


def _size(typed: Typed, width: int, height: int) -> tuple[int, int]:
    """Return width and height in CSS pixels; an author who writes one of them means both."""
    wished = typed.get("width", "")
    if wished.isdecimal() and 0 < int(wished[:5]) < width:
        return int(wished[:5]), max(1, round(height * int(wished[:5]) / width))
    return width, height


def _source(made: Made, kind: str, size: tuple[int, int]) -> Markup:
    files = ((made.file(width, kind), width) for width in made.widths)
    listed = (f"{file_addresses.of_size(made.digest, file)} {width}w" for file, width in files)
    return tags.written(
        "source",
        {"type": f"image/{kind}", "srcset": ", ".join(listed), "sizes": _sizes(size[0])},
    )


def _sizes(width: int) -> str:
    """Say how wide the picture is shown, as ``sizes`` wants it."""
    if width < COLUMN:
        return f"min({width}px, {PHONE}vw)"
    return f"(min-width: {COLUMN_FROM}px) {COLUMN}px, {PHONE}vw"
