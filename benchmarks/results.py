"""The results as a page for people."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from statistics import median

from benchmarks.figures import Figure

HEAD = """# How fast is Gloss?

    make bench

measures this anew (in about half an hour, while nothing else should run) and writes this page.
`make bench ARGS=--quick` only shows that the measuring works.

Most figures are ratios: both sides are measured in turn in the same round. Where nothing else is
said they are the seconds of processor time that all processes of a server take for a request, under
load from 32 connections that are kept open; of programs that read or build a library, without that
of their start. The bound is for the median of the rounds.

| figure | bound | median | lowest | highest | reached | the two sides |
|---|---|---|---|---|---|---|
"""


def page(figures: Iterable[Figure], machine: Mapping[str, str], now: datetime) -> str:
    """Write all figures, and what they depend on."""
    rows = "".join(map(_row, figures))
    facts = "".join(f"- {name}: {value}\n" for name, value in machine.items())
    return f"{HEAD}{rows}\nMeasured on {now:%d %B %Y} with:\n\n{facts}"


def in_short(figure: Figure) -> str:
    """Write one figure while others are still being measured."""
    return f"{figure.row.what}: {_short(median(figure.values))} ({figure.row.bound})"


def _row(figure: Figure) -> str:
    what, bound = figure.row.what, figure.row.bound
    if not figure.values:
        return f"| {what} | {bound} | | | | not measured | {figure.note} |\n"
    middle, low, high = (_short(of(figure.values)) for of in (median, min, max))
    reached = "yes" if figure.is_reached else "**no**"
    return f"| {what} | {bound} | {middle} | {low} | {high} | {reached} | {figure.note} |\n"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004
