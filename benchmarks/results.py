"""The results as a page for people, of which some rows can be measured anew."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from statistics import median

from benchmarks.figures import Figure, Row

HEAD = """# How fast is Gloss?

    make bench

measures this anew (in about an hour, while nothing else should run) and writes this page,
row by row. `make bench ARGS="--only posting"` measures the rows of one module of
`benchmarks/measured/` and leaves the others as they are; `make bench ARGS=--quick` only shows that
the measuring works.

Most figures are ratios: both sides are measured in turn in the same round. Where nothing else is
said they are the seconds of processor time that all processes of a server take for a request, under
load from 32 connections that are kept open, by a client that never takes a processor from the
server by waking up (`SCHED_BATCH`); of programs that read or build a library, without that of their
start. The bound is for the median of the rounds.

| figure | bound | median | lowest | highest | reached | the two sides | measured |
|---|---|---|---|---|---|---|---|
"""

Lines = dict[str, str]  # of the table, by what each of them is about


def lines(page: str) -> Lines:
    """Find the rows of a page that was written before."""
    rows = page.partition(HEAD)[2].splitlines()
    return {row.split(" | ")[0].removeprefix("| "): row for row in rows if row.startswith("| ")}


def line(figure: Figure, now: datetime) -> Lines:
    """Write one figure as a row."""
    what, bound, day = figure.row.what, figure.row.bound, f"{now:%Y-%m-%d}"
    if not figure.values:
        return {what: f"| {what} | {bound} | | | | not measured | {figure.note} | {day} |"}
    middle, low, high = (_short(of(figure.values)) for of in (median, min, max))
    reached = "yes" if figure.is_reached else "**no**"
    columns = (what, bound, middle, low, high, reached, figure.note, day)
    return {what: f"| {' | '.join(map(str, columns))} |"}


def page(rows: Iterable[Row], written: Lines, machine: Mapping[str, str]) -> str:
    """Write the ``rows`` that were measured ever, in their order, and what the last depend on."""
    table = "".join(f"{written[row.what]}\n" for row in rows if row.what in written)
    facts = "".join(f"- {name}: {value}\n" for name, value in machine.items())
    return f"{HEAD}{table}\nMeasured last with:\n\n{facts}"


def in_short(figure: Figure) -> str:
    """Write one figure while others are still being measured."""
    if not figure.values:
        return f"{figure.row.what}: not measured ({figure.note})"
    return f"{figure.row.what}: {_short(median(figure.values))} ({figure.row.bound})"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004
