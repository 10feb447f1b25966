"""The drawing of what each threshold would have done; the table beside it says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from gloss.moderation.suspicion.thresholds import Outcome

WIDTH, HEIGHT = 480, 180
LEFT, RIGHT, TOP, BOTTOM = 36, 12, 12, 28  # margins, for the labels of the axes


@dataclass(frozen=True)
class Point:
    """One dot of a line."""

    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """Two lines over the thresholds, in units of the drawing."""

    ticks: list[tuple[float, int]]  # where a threshold stands, and the threshold in hundredths
    most: int  # comments at the top of the axis
    wrongly_held: list[Point]
    let_through: list[Point]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def drawn(outcomes: Sequence[Outcome]) -> Chart:
    """Draw outcomes, at least two, in the order given."""
    step = (WIDTH - LEFT - RIGHT) / (len(outcomes) - 1)
    xs = [LEFT + number * step for number in range(len(outcomes))]
    most = max(1, *(max(o.wrongly_held, o.let_through) for o in outcomes))
    return Chart(
        ticks=[(x, round(100 * o.score)) for x, o in zip(xs, outcomes, strict=True)],
        most=most,
        wrongly_held=_line(xs, [o.wrongly_held for o in outcomes], most),
        let_through=_line(xs, [o.let_through for o in outcomes], most),
    )


def _line(xs: Sequence[float], values: Sequence[int], most: int) -> list[Point]:
    tall = HEIGHT - TOP - BOTTOM
    return [
        Point(round(x, 1), round(TOP + tall * (1 - value / most), 1))
        for x, value in zip(xs, values, strict=True)
    ]
