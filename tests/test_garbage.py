"""The garbage collector: where nobody waits it looks seldom, and a server's start stays unseen."""

import gc
from collections.abc import Iterator

import pytest

from gloss import garbage


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


def test_a_start_is_not_looked_at_again() -> None:
    with garbage.never_looked_at():
        assert not gc.isenabled()
        kept = [[number] for number in range(100)]
    assert gc.isenabled()
    seen = {id(one) for one in gc.get_objects()}
    assert not any(id(one) in seen for one in kept)


def test_whoever_waits_is_stopped_for_a_moment_only() -> None:
    garbage.look_seldom()
    start = gc.get_threshold()[0]
    with garbage.never_looked_at():
        pass
    assert gc.get_threshold()[0] <= start / 10


def test_a_start_that_fails_leaves_the_collector_at_work() -> None:
    with pytest.raises(OSError, match="full"), garbage.never_looked_at():
        raise OSError("full")
    assert gc.isenabled()
