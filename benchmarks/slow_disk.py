"""A disk that takes its time to flush, on a machine whose own disk does not.

Drives without protection against power loss take milliseconds; virtual disks may say at once that
all is safe.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from benchmarks.figures import NotMeasured

SOURCE = Path(__file__).with_suffix(".c")
COMPILER = shutil.which("cc")


@contextmanager
def flushing_in(seconds: float, folder: Path) -> Iterator[None]:
    """Let each flush take ``seconds`` longer, in all processes that start before the block ends.

    :raises NotMeasured: there is no C compiler.
    """
    if not COMPILER:
        raise NotMeasured("no C compiler: `apt-get install gcc libc6-dev`")
    library = folder / "slow_disk.so"
    subprocess.run([COMPILER, "-O2", "-shared", "-fPIC", "-o", library, SOURCE], check=True)
    slow = {"LD_PRELOAD": str(library), "FLUSH_MICROSECONDS": str(round(seconds * 1e6))}
    with mock.patch.dict(os.environ, slow):
        yield
