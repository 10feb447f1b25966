"""Which thread of the server waits for requests, and which are parked."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from gloss.operation.leadership import AllBusy, Leadership
from tests.server import eventually


@pytest.fixture
def threads() -> Iterator[list[ThreadPoolExecutor]]:
    """Yield three threads, each of which does one thing after the other."""
    with ExitStack() as until_the_end:
        yield [until_the_end.enter_context(ThreadPoolExecutor(1)) for _ in range(3)]


def parked(leadership: Leadership, thread: ThreadPoolExecutor) -> Future[None]:
    """Let ``thread`` end a request, and return once it waits to be needed."""
    before = len(leadership._parked)
    waiting = thread.submit(leadership.keep)
    eventually(lambda: len(leadership._parked) == before + 1)
    return waiting


def test_the_first_to_end_a_request_leads_and_goes_on(threads: list[ThreadPoolExecutor]) -> None:
    leadership = Leadership(threads=3, lead_seconds=60)
    first, second, _ = threads
    for _ in range(2):
        first.submit(leadership.keep).result(timeout=10)
    waiting = parked(leadership, second)
    first.submit(leadership.keep).result(timeout=10)
    assert not waiting.done()
    first.submit(lambda: leadership.away().__enter__()).result(timeout=10)
    waiting.result(timeout=10)


def test_a_thread_that_comes_back_leads_or_parks(threads: list[ThreadPoolExecutor]) -> None:
    leadership = Leadership(threads=3, lead_seconds=60)
    first, second, third = threads
    first.submit(leadership.keep).result(timeout=10)
    left = leadership.away()
    first.submit(left.__enter__).result(timeout=10)
    second.submit(leadership.keep).result(timeout=10)  # nobody led
    first.submit(left.__exit__, None, None, None).result(timeout=10)
    waiting = [parked(leadership, first), parked(leadership, third)]
    second.submit(lambda: leadership.away().__enter__()).result(timeout=10)
    eventually(lambda: any(thread.done() for thread in waiting))
    assert not all(thread.done() for thread in waiting)
    leadership._parked.pop()[1].release()


def test_a_leader_that_may_have_ended_is_replaced(threads: list[ThreadPoolExecutor]) -> None:
    leadership = Leadership(threads=3, lead_seconds=0)
    for thread in threads:
        thread.submit(leadership.keep).result(timeout=10)


def test_one_thread_always_stays() -> None:
    leadership = Leadership(threads=2, lead_seconds=60)
    with leadership.away(), pytest.raises(AllBusy), leadership.away():
        pass
    with leadership.away():
        pass


def test_a_thread_that_was_called_back_leads(threads: list[ThreadPoolExecutor]) -> None:
    leadership = Leadership(threads=3, lead_seconds=60)
    first, second, third = threads
    first.submit(leadership.keep).result(timeout=10)
    waiting = [parked(leadership, second), parked(leadership, third)]
    for leader, called_back in ((first, waiting[1]), (third, waiting[0])):
        leader.submit(lambda: leadership.away().__enter__()).result(timeout=10)
        called_back.result(timeout=10)


def test_if_the_leader_may_have_ended_whoever_goes_away_calls_another(
    threads: list[ThreadPoolExecutor],
) -> None:
    leadership = Leadership(threads=3, lead_seconds=60)
    first, second, third = threads
    first.submit(leadership.keep).result(timeout=10)
    waiting = parked(leadership, second)
    leadership._led_at -= 61
    third.submit(lambda: leadership.away().__enter__()).result(timeout=10)
    waiting.result(timeout=10)
