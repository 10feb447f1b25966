"""Drawings of lines over a common axis; a table beside each says the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 180
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 28  # margins, for the labels of the axes
MOST_MARKED = 12  # points of a line that stand apart enough for a mark each


@dataclass(frozen=True)
class Point:
    """One dot of a line."""

    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """Some lines, by their names, in units of the drawing."""

    ticks: list[tuple[float, str]]  # where a label stands, and what it says
    most: int  # at the top of the axis
    lines: dict[str, list[Point]]
    is_marked: bool  # whether each point has a mark
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def drawn(labels: Sequence[str], values: Mapping[str, Sequence[int]]) -> Chart:
    """Draw the values of each line over the labels, in the order given.

    :param labels: one for each value, or empty where none is to stand.
    """
    step = (WIDTH - LEFT - RIGHT) / max(1, len(labels) - 1)
    xs = [round(LEFT + number * step, 1) for number in range(len(labels))]
    most = max(1, *(max(line, default=0) for line in values.values()))
    return Chart(
        ticks=[(x, label) for x, label in zip(xs, labels, strict=True) if label],
        most=most,
        lines={name: _line(xs, line, most) for name, line in values.items()},
        is_marked=len(labels) <= MOST_MARKED,
    )


def _line(xs: Sequence[float], values: Sequence[int], most: int) -> list[Point]:
    tall = HEIGHT - TOP - BOTTOM
    return [
        Point(x, round(TOP + tall * (1 - value / most), 1))
        for x, value in zip(xs, values, strict=True)
    ]
