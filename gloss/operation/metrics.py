"""Figures for Prometheus, at an address of their own: requests, kept pages, what waits."""

import time
from collections.abc import Iterator

from flask import Flask, Response, g
from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from gloss import clock, database, heartbeats, settings
from gloss.comments.models import State
from gloss.moderation import queue
from gloss.reading.page_cache import PageCache

EXTENSION = "gloss.metrics"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)  # seconds


def init_app(app: Flask) -> None:
    """Count requests from here on."""
    app.extensions[EXTENSION] = registry = CollectorRegistry()
    _Requests(registry).init_app(app)
    registry.register(_State(app))
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)


def start(app: Flask) -> None:
    """Let the figures be read for as long as the process lives.

    :raises OSError: nothing can listen there.
    """
    ours = settings.of(app)
    start_http_server(ours.metrics_port, ours.metrics_host, app.extensions[EXTENSION])


class _Requests:
    """Counts what enters Flask, by status and time; kept pages never do."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._answered = Counter(
            "gloss_requests", "Requests answered by Flask.", ["status"], registry=registry
        )
        self._seconds = Histogram(
            "gloss_request_seconds", "Time in Flask.", buckets=BUCKETS, registry=registry
        )

    def init_app(self, app: Flask) -> None:
        app.before_request(self._begin)
        app.after_request(self._count)

    def _begin(self) -> None:
        g.entered_at = time.perf_counter()

    def _count(self, response: Response) -> Response:
        self._answered.labels(str(response.status_code)).inc()
        self._seconds.observe(time.perf_counter() - g.get("entered_at", time.perf_counter()))
        return response


class _State(Collector):
    """Asks, whenever figures are read, what is kept and what waits."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._pages: PageCache | None = app.extensions.get("gloss.pages")

    def collect(self) -> Iterator[Metric]:
        """Yield each figure; while the database is away, those that need it are left out."""
        if self._pages:
            yield _counter("gloss_kept_page_hits", "Answers from kept pages.", self._pages.hits)
        with self._app.app_context():
            try:
                figures = tuple(_stored())
            except database.UNAVAILABLE:
                figures = (_gauge("gloss_database_up", "Whether the database answers.", 0),)
            finally:
                database.db.session.remove()
        yield from figures

    def describe(self) -> Iterator[Metric]:
        """Name nothing ahead: the database need not be there when the server starts."""
        return iter(())


def _stored() -> Iterator[Metric]:
    done_at = heartbeats.last(database.db.session())
    yield _gauge("gloss_database_up", "Whether the database answers.", 1)
    yield _gauge(
        "gloss_comments_waiting",
        f"Comments that wait for a decision, counted up to {queue.MOST_COUNTED}.",
        queue.count(State.PENDING),
    )
    if done_at:
        idle = (clock.now() - done_at).total_seconds()
        yield _gauge("gloss_background_idle_seconds", "Since the background work came round.", idle)


def _counter(name: str, about: str, value: float) -> Metric:
    return CounterMetricFamily(name, about, value=value)


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)
