"""The only reader of the wall clock; everything else takes ``now`` as an argument."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return moment(seconds())


def seconds() -> float:
    """Return the seconds since 1970, for whom ``now`` takes too long."""
    return time.time()


def moment(seconds: float) -> datetime:
    """Return the moment that is so many seconds after 1970 began, aware, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)
