"""XML that strangers wrote: read piece by piece, and refused when it declares anything.

An entity can only be declared in a document type, which stands before the first element. An export
has none; a file with one wants to be a bomb, or to read our files.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as Tree
from xml.parsers import expat

from gloss.transfer.imports.old_site import Unreadable

PIECE_BYTES = 65_536
Event = tuple[str, Tree.Element]


def events(file: Path) -> Iterator[Event]:
    """Yield the starts and ends of elements as they are read.

    Whoever is done with an element clears it, so that memory holds one at a time.

    :raises Unreadable: it is no XML, or it has a document type.
    """
    try:
        with file.open("rb") as stream:
            _refuse_document_type(stream)
            stream.seek(0)
            yield from Tree.iterparse(stream, events=("start", "end"))  # noqa: S314 (see above)
    except (Tree.ParseError, expat.ExpatError) as fault:
        raise Unreadable(f"{file} is not whole, or no XML: {fault}.") from None
    except OSError as fault:
        raise Unreadable(f"{file} cannot be read: {fault.strerror}.") from None


def local_name(element: Tree.Element) -> str:
    """Return the name of ``element`` without its namespace, whose address tells a version."""
    return element.tag.rpartition("}")[2]


def text(element: Tree.Element, name: str, namespace: str = "") -> str:
    """Return what stands in the first child ``name``; empty if there is none.

    :param namespace: a part of the namespace's address, where two children have one name.
    """
    for child in element:
        if local_name(child) == name and namespace in child.tag:
            return (child.text or "").strip()
    return ""


def _refuse_document_type(stream: IO[bytes]) -> None:
    """Read as far as the first element.

    :raises Unreadable: a document type stands before it.
    """
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: found.append("document type")
    parser.StartElementHandler = lambda *_: found.append("element")
    while not found and (piece := stream.read(PIECE_BYTES)):
        parser.Parse(piece, False)
    if "document type" in found:
        raise Unreadable("It declares a document type, which no export does: it may be a bomb.")
