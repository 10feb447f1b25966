"""Where limits count: in Redis, or in this process while Redis does not answer."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from limits.storage import RedisStorage, Storage
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from gloss import clock
from gloss.visitors.memory import Memory

T = TypeVar("T")

SCHEME = "redis-or-memory"
PATIENCE_SECONDS = 0.5  # Redis answers within a millisecond; a request waits no longer than this
PAUSE = timedelta(seconds=5)  # how long Redis is left alone once it failed
log = logging.getLogger(__name__)


class RedisOrMemory(Storage):
    """Counts in Redis; while that is away, in memory, so that limits go on and nobody waits.

    Flask-Limiter's own fallback covers its decorators only, and ``limits.Budget`` needs it too.
    """

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 (the library's own way to find this class)

    def __init__(self, uri: str, **options: Any) -> None:
        super().__init__(uri, **options)
        self._redis = RedisStorage(
            uri.removeprefix(f"{SCHEME}:"),
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 1),  # type: ignore[arg-type] # handed on to redis.Redis
        )
        self._memory = Memory()
        self._retry_at = datetime.min.replace(tzinfo=UTC)

    @property
    def base_exceptions(self) -> type[Exception]:
        """Name what a storage may raise: nothing that would reach here."""
        return RedisError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count ``amount`` for ``key``, for ``expiry`` seconds from the first count."""
        return self._ask(lambda storage: storage.incr(key, expiry, amount))

    def get(self, key: str) -> int:
        """Return what was counted for ``key``."""
        return self._ask(lambda storage: storage.get(key))

    def get_expiry(self, key: str) -> float:
        """Return when the count of ``key`` ends, in seconds since 1970."""
        return self._ask(lambda storage: storage.get_expiry(key))

    def check(self) -> bool:
        """Tell whether counting works: it does, in one place or the other."""
        return True

    def reset(self) -> int | None:
        """Forget all counts."""
        return self._ask(lambda storage: storage.reset())

    def clear(self, key: str) -> None:
        """Forget the count of ``key``."""
        self._ask(lambda storage: storage.clear(key))

    def _ask(self, question: Callable[[Storage], T]) -> T:
        now = clock.now()
        if now < self._retry_at <= now + PAUSE:  # later only if the clock was set back
            return question(self._memory)
        try:
            return question(self._redis)
        except RedisError as fault:
            self._retry_at = now + PAUSE
            log.warning("Redis does not answer (%s): limits count in memory meanwhile.", fault)
            return question(self._memory)
