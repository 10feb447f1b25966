"""What an attacker does before reading: find the ink, remove lines and dots, cut out six glyphs."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

GLYPHS = 6
LEAST_AREA = 60  # pixels; a dot has 4, the stump of a cut glyph more than 100
CANVAS = 96  # pixels of the square on which one glyph is shown to a reader


def ink(file: bytes) -> Picture:
    """Return a grey picture of dark ink on light ground, from a PNG of any colours."""
    grey = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_GRAYSCALE)
    return 255 - cv2.normalize(grey, None, 0, 255, cv2.NORM_MINMAX)


def two_coloured(grey: Picture) -> Picture:
    """Return only black and white, split where Otsu's method says."""
    return cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]


def without_lines(binary: Picture, brush: int) -> Picture:
    """Remove what is thinner than ``brush`` pixels, or too small for a glyph; close such gaps."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (brush, brush))
    opened = cv2.morphologyEx(255 - binary, cv2.MORPH_OPEN, disc)
    mended = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, disc)
    count, labels, facts, _ = cv2.connectedComponentsWithStats(mended)
    kept = [n for n in range(1, count) if facts[n, cv2.CC_STAT_AREA] >= LEAST_AREA]
    return np.where(np.isin(labels, kept), 0, 255).astype(np.uint8)


def glyphs(clean: Picture) -> list[Picture]:
    """Cut six glyphs out of a clean picture, from left to right."""
    pieces = _joined(_components(255 - clean))
    while len(pieces) < GLYPHS:
        pieces = _split_widest(pieces)
    return [_on_canvas(mask, box) for mask, box in sorted(pieces, key=lambda piece: piece[1][0])]


Box = tuple[int, int, int, int]  # left, top, width, height
Piece = tuple[Picture, Box]


def _components(mask: Picture) -> list[Piece]:
    count, labels, facts, _ = cv2.connectedComponentsWithStats(mask)
    return [
        (np.where(labels == n, 255, 0).astype(np.uint8), tuple(int(v) for v in facts[n, :4]))
        for n in range(1, count)
    ] or [(mask, (0, 0, mask.shape[1], mask.shape[0]))]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Join the smallest piece with its nearest neighbour until no more than six are left."""
    while len(pieces) > GLYPHS:
        pieces = sorted(pieces, key=lambda piece: int(np.count_nonzero(piece[0])))
        smallest, others = pieces[0], pieces[1:]
        nearest = min(range(len(others)), key=lambda n: _distance(others[n][1], smallest[1]))
        mask = others[nearest][0] | smallest[0]
        others[nearest] = (mask, tuple(cv2.boundingRect(mask)))
        pieces = others
    return pieces


def _distance(one: Box, other: Box) -> float:
    centres = [(left + width / 2, top + height / 2) for left, top, width, height in (one, other)]
    return float(np.hypot(*np.subtract(*centres)))


def _split_widest(pieces: list[Piece]) -> list[Piece]:
    """Cut the widest piece in its middle third, at the column with the least ink."""
    widest = max(range(len(pieces)), key=lambda n: pieces[n][1][2])
    mask, (left, _, width, _) = pieces[widest]
    third = max(width // 3, 1)
    columns = np.count_nonzero(mask[:, left + third : left + max(2 * third, third + 1)], axis=0)
    cut = left + third + int(np.argmin(columns))
    halves = mask.copy(), mask.copy()
    halves[0][:, cut:], halves[1][:, :cut] = 0, 0
    rest = pieces[:widest] + pieces[widest + 1 :]
    return rest + [(half, tuple(cv2.boundingRect(half))) for half in halves]


def _on_canvas(mask: Picture, box: Box) -> Picture:
    """Show one glyph dark on light in the middle of a square."""
    left, top, width, height = box
    canvas = np.full((CANVAS, CANVAS), 255, np.uint8)
    if not (width and height):
        return canvas
    scale = min(1.0, (CANVAS - 16) / max(width, height))
    crop = cv2.resize(mask[top : top + height, left : left + width], None, fx=scale, fy=scale)
    y, x = (CANVAS - crop.shape[0]) // 2, (CANVAS - crop.shape[1]) // 2
    canvas[y : y + crop.shape[0], x : x + crop.shape[1]] = 255 - crop
    return canvas
