"""What became of a picture: its files in the sizes of the web, or why there are none."""

from dataclasses import dataclass

KINDS = ("avif", "webp")  # that each size is made in; the smaller first


@dataclass(frozen=True)
class Made:
    """What was made of one picture; nothing but its facts, if it is served as it is."""

    digest: str  # of the bytes and of how they were converted; the folder is named so
    name: str  # of each file, before its width
    width: int  # of the picture itself, upright, in pixels
    height: int
    widths: tuple[int, ...] = ()  # of its files, in AVIF and in WebP
    plain: str = ""  # the file of a format that everybody knows: photo-1080.jpg

    def file(self, width: int, kind: str) -> str:
        """Return the name of the file that has this width and this suffix."""
        return f"{self.name}-{width}.{kind}"

    def files(self) -> frozenset[str]:
        """Return the names of all files."""
        sizes = {self.file(width, kind) for width in self.widths for kind in KINDS}
        return frozenset(sizes | {self.plain})


@dataclass(frozen=True)
class Refused:
    """Why nothing can be made of a picture, and what helps."""

    message: str
    mend: str
