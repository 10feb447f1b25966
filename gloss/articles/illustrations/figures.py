"""A picture that stands alone in a paragraph is a figure, and its title the caption."""

from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

DECORATIVE = frozenset({"presentation", "none"})  # roles: it says nothing, and needs no words


class Figures(Treeprocessor):
    """Makes figures, and takes away empty descriptions: they are reported, not hidden."""

    def run(self, root: Element) -> None:
        """Change ``root`` in place."""
        for image in root.iter("img"):
            if not image.get("alt", "").strip() and image.get("role") not in DECORATIVE:
                image.attrib.pop("alt", None)
        for parent in list(root.iter()):
            for position, child in enumerate(parent):
                if child.tag == "p" and (picture := _only_picture(child)) is not None:
                    parent[position] = _figure(parent, child, picture)


def _only_picture(paragraph: Element) -> Element | None:
    """Return the picture that is all a paragraph holds, be it a link or not."""
    inner: Element = paragraph
    while len(inner) == 1 and not (inner.text or "").strip() and not (inner[0].tail or "").strip():
        inner = inner[0]
        if inner.tag == "img":
            return inner
        if inner.tag != "a":
            return None
    return None


def _figure(parent: Element, paragraph: Element, image: Element) -> Element:
    """Put the picture in place of its paragraph: in a figure, unless it is in one already."""
    held = paragraph[0]
    held.tail = None
    if parent.tag == "figure":
        held.tail = paragraph.tail
        return held
    figure = Element("figure", paragraph.attrib)
    figure.tail = paragraph.tail
    figure.append(held)
    if title := image.attrib.pop("title", ""):
        caption = Element("figcaption")
        caption.text = title
        figure.append(caption)
    return figure
