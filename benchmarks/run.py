"""Measure the speed of Gloss beside peers and limits: ``make bench``."""

import argparse
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import machine, results
from benchmarks.figures import Figure, Measurement, NotMeasured
from benchmarks.measured import (
    article_page,
    captchas_beside_reading,
    growth,
    large_library,
    library,
    long_thread,
    moderation,
    posting,
    search,
    spam,
    usual_ways,
)
from benchmarks.scale import FULL, QUICK, Scale
from gloss import clock

FAULTS = (NotMeasured, AssertionError, OSError, subprocess.SubprocessError)
RESULTS = Path(__file__).with_name("RESULTS.md")
MEASURED = (
    article_page,
    usual_ways,
    captchas_beside_reading,
    long_thread,
    posting,
    large_library,
    library,
    search,
    moderation,
    spam,
    growth,
)


NAMES = {measured.__name__.rpartition(".")[2]: measured for measured in MEASURED}


def main() -> None:
    """Measure what the command line asks for, and write each figure down as soon as it is known."""
    options = _options()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each start compiles all that it imports
    scale = QUICK if options.quick else FULL
    written = {} if options.quick or not RESULTS.exists() else results.lines(RESULTS.read_text())
    for name in options.only or NAMES:
        for measurement in NAMES[name].MEASUREMENTS:
            began = time.monotonic()
            for figure in _figures(measurement, scale):
                print(results.in_short(figure), flush=True)
                written |= results.line(figure, clock.now())
                if not options.quick:
                    RESULTS.write_text(_page(written))
            print(f"    {name}: {time.monotonic() - began:.0f} s", flush=True)
    if options.quick:
        print(_page(written))


def _page(written: results.Lines) -> str:
    rows = [row for module in MEASURED for each in module.MEASUREMENTS for row in each.rows]
    return results.page(rows, written, machine.described())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="print figures that mean nothing, in a minute or two"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        choices=NAMES,
        metavar="MODULE",
        help=f"measure only the rows of these: {', '.join(NAMES)}",
    )
    return parser.parse_args()


def _figures(measurement: Measurement, scale: Scale) -> Iterator[Figure]:
    """Measure; rows that cannot be measured are listed with the reason, never left out."""
    done = []
    reason = ""
    with TemporaryDirectory(prefix="gloss-benchmark-") as folder:
        try:
            for figure in measurement.measure(scale, Path(folder)):
                done.append(figure.row)
                yield figure
        except FAULTS as fault:
            reason = " ".join(str(fault).split())
    for row in measurement.rows:
        if row not in done:
            yield Figure(row, (), reason)


if __name__ == "__main__":
    main()
