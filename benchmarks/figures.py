"""What a measurement yields: the value of each round, beside the bound it must keep."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.scale import Scale


@dataclass(frozen=True)
class Bound:
    """A limit that the median must keep."""

    value: float
    is_lowest: bool  # else it is the highest allowed

    def holds(self, figure: float) -> bool:
        """Tell whether ``figure`` keeps the bound."""
        return figure >= self.value if self.is_lowest else figure <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.is_lowest else '≤'} {self.value:g}"


@dataclass(frozen=True)
class Row:
    """What is measured, and the bound that the median of the rounds must keep."""

    what: str
    bound: Bound


@dataclass(frozen=True)
class Figure:
    """One row with the value of each round; without any it was not measured, and we say why."""

    row: Row
    values: tuple[float, ...]
    note: str

    @property
    def is_reached(self) -> bool:
        """Whether the median of the rounds keeps the bound."""
        return bool(self.values) and self.row.bound.holds(median(self.values))


@dataclass(frozen=True)
class Measurement:
    """Some rows that are measured together, in a folder of their own."""

    rows: tuple[Row, ...]
    measure: Callable[[Scale, Path], Iterator[Figure]]


class NotMeasured(Exception):
    """A figure cannot be had here, or would mean nothing; the message says why."""


Measure = Callable[[], float]


def at_least(value: float) -> Bound:
    """Return the bound of a figure that is better the higher it is."""
    return Bound(value, is_lowest=True)


def at_most(value: float) -> Bound:
    """Return the bound of a figure that is better the lower it is."""
    return Bound(value, is_lowest=False)


def compared(row: Row, over: Measure, under: Measure, rounds: int) -> Figure:
    """Measure both sides in turn, and divide ``over`` by ``under`` in each round."""
    pairs = [(over(), under()) for _ in range(rounds)]
    ratios = tuple(above / below for above, below in pairs)
    return Figure(row, ratios, _sides(pairs))


def absolute(row: Row, measure: Measure, rounds: int) -> Figure:
    """Measure what is no ratio; the row says in which unit."""
    return Figure(row, tuple(measure() for _ in range(rounds)), "")


def _sides(pairs: list[tuple[float, float]]) -> str:
    above, below = (median(side) for side in zip(*pairs, strict=True))
    return f"{_short(above)} ÷ {_short(below)}"


def _short(seconds: float) -> str:
    """Write a time so that its first digits are seen."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"
