"""How often a visitor may do something: limits on routes, and budgets for what fails."""

import math

from babel.units import format_unit
from flask import Flask
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter, RateLimitExceeded
from limits import parse
from werkzeug.exceptions import TooManyRequests

from gloss import clock, language, settings
from gloss.language import gettext
from gloss.visitors import memory, network
from gloss.web import errors

limiter = Limiter(network.of_request, headers_enabled=False)
UNITS = ((3600, "hour"), (60, "minute"), (1, "second"))  # as CLDR calls them


class Refusal(TooManyRequests):
    """The visitor has to wait; unless caught, the page that says for how long."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(
            gettext(
                "This came too often in a short time from your network. "
                "Please try again in %(time)s.",
                time=in_words(wait_seconds),
            ),
            retry_after=wait_seconds,
        )
        self.wait_seconds = wait_seconds


class Budget:
    """So many tries in so much time, for each key; counted where the limits on routes are.

    :param name: says what is counted; budgets of one name share their counts.
    :param allowance: as Flask-Limiter writes it: ``10 per minute``, ``2 per day``.
    """

    def __init__(self, name: str, allowance: str) -> None:
        self._name = name
        self._allowance = parse(allowance)

    def spend(self, key: str) -> bool:
        """Count one try, at once for all processes; tell whether there was one left."""
        if not settings.current().limits:
            return True
        return limiter.limiter.hit(self._allowance, self._name, key)

    def is_spent(self, key: str) -> bool:
        """Tell whether no try is left; counts nothing."""
        if not settings.current().limits:
            return False
        return not limiter.limiter.test(self._allowance, self._name, key)

    def demand(self, key: str) -> None:
        """Count one try.

        :raises Refusal: there was none left.
        """
        if not self.spend(key):
            raise Refusal(self.wait_seconds(key))

    def wait_seconds(self, key: str) -> int:
        """Return how long until tries are handed out anew, at least 1."""
        window = limiter.limiter.get_window_stats(self._allowance, self._name, key)
        return _seconds_until(window.reset_time)


def init_app(app: Flask) -> None:
    """Count in Redis where there is one, else in this process."""
    with app.app_context():
        ours = settings.current()
    app.config.update(
        RATELIMIT_ENABLED=ours.limits,
        RATELIMIT_STORAGE_URI=_storage(ours.redis_url),
    )
    limiter.init_app(app)
    app.register_error_handler(RateLimitExceeded, _refuse)


def in_words(seconds: int) -> str:
    """Write a time to wait, rounded up, as people say it: ``40 seconds``, ``3 minutes``."""
    size, unit = next((size, unit) for size, unit in UNITS if seconds >= size)
    return format_unit(math.ceil(seconds / size), f"duration-{unit}", locale=language.locale())


def _storage(redis_url: str) -> str:
    if not redis_url:
        return f"{memory.SCHEME}://"
    from gloss.visitors.counters import SCHEME  # noqa: PLC0415 (redis loads slowly)

    return f"{SCHEME}:{redis_url}"


def _refuse(_exceeded: RateLimitExceeded) -> ResponseReturnValue:
    reached = limiter.current_limit
    return errors.explain(Refusal(_seconds_until(reached.reset_at if reached else 0)))


def _seconds_until(moment: float) -> int:
    return max(1, math.ceil(moment - clock.now().timestamp()))
