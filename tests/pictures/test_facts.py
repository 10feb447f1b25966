"""What a drawing says of its size."""

import pytest

from gloss.pictures import facts
from gloss.pictures.problems import Unusable


@pytest.mark.parametrize(
    ("tag", "size"),
    [
        ('<svg width="640" height="360">', (640, 360)),
        ("<svg width='64px' height='36.4px' viewBox='0 0 1 1'>", (64, 36)),
        ('<svg viewBox="0 0 800 400">', (800, 400)),
        ('<svg width="100%" height="10cm" viewBox="0,0,80,40.6">', (80, 41)),
        ('<!-- > --><svg\n  viewBox="-5 -5 10 10"\n>', (10, 10)),
        ("<svg>", (300, 150)),
        ('<svg viewBox="0 0 x y">', (300, 150)),
        ('<svg viewBox="0 0 0 0" width="0" height="0">', (1, 1)),
    ],
)
def test_a_drawing_is_as_large_as_it_says(tag: str, size: tuple[int, int]) -> None:
    found = facts.of_svg(b'<?xml version="1.0"?>' + tag.encode())
    assert (found.width, found.height) == size


@pytest.mark.parametrize("source", [b"", b"\xff\xd8\xff", b"<svg", b"<html></html>", b"<svgx>"])
def test_what_is_no_drawing_is_refused(source: bytes) -> None:
    with pytest.raises(Unusable):
        facts.of_svg(source)
