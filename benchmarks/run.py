"""Measure the speed of Gloss beside peers and limits: ``make bench``."""

import argparse
import subprocess
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
    spam,
    growth,
)


def main() -> None:
    """Measure what the command line asks for, and write it down."""
    options = _options()
    scale = QUICK if options.quick else FULL
    figures = [
        figure
        for measured in MEASURED
        if options.only in measured.__name__
        for measurement in measured.MEASUREMENTS
        for figure in _figures(measurement, scale)
    ]
    page = results.page(figures, machine.described(), clock.now())
    if options.quick or options.only:
        print(page)
    else:
        RESULTS.write_text(page)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="print figures that mean nothing, in a minute or two"
    )
    parser.add_argument("--only", default="", help="print one module's figures, such as `library`")
    return parser.parse_args()


def _figures(measurement: Measurement, scale: Scale) -> Iterator[Figure]:
    """Measure; rows that cannot be measured are listed with the reason, never left out."""
    done = []
    reason = ""
    with TemporaryDirectory(prefix="gloss-benchmark-") as folder:
        try:
            for figure in measurement.measure(scale, Path(folder)):
                print(results.in_short(figure), flush=True)
                done.append(figure.row)
                yield figure
        except FAULTS as fault:
            reason = " ".join(str(fault).split())
    for row in measurement.rows:
        if row not in done:
            yield Figure(row, (), reason)


if __name__ == "__main__":
    main()
