"""Real servers for real faults, on disks that can be filled."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.disk import Disk, mounted
from tests.operation.conftest import server

__all__ = ["server"]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Yield a small disk."""
    with mounted(tmp_path / "disk") as disk:
        yield disk
