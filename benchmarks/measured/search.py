"""Searching a large library: the index, and how long a reader waits for what it finds."""

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import quantiles

from flask import Flask
from flask.testing import FlaskClient

from benchmarks import data, sites
from benchmarks.figures import Figure, Measurement, NotMeasured, Row, at_most
from benchmarks.scale import Scale
from gloss import clock, settings
from gloss.articles import library
from gloss.articles.search import searching
from gloss.articles.search.searching import Search
from gloss.reading.following import SLICE_PAUSE_SECONDS

SEARCHES = Row("14,000 articles: milliseconds of a search, p99", at_most(50))
MISTYPED = Row("14,000 articles: milliseconds of a search with a typo, p99", at_most(50))
INDEXING = Row("14,000 articles: seconds of indexing them in the background", at_most(300))
SIZE = Row("14,000 articles: megabytes of the search's index", at_most(150))
AGAIN = Row("14,000 articles: milliseconds of a start with all indexed", at_most(500))
SEARCHES_FOR_EACH_VIEW = 4  # of a page, in one round
PER_CENT = 100
MEGABYTE = 1 << 20


def finding(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Measure whole requests, each for one to four words that nearly every article has."""
    ours = sites.prepared(folder, articles=scale.large_library)
    with sites.application(ours) as app:
        yield Figure(INDEXING, (_seconds_to_follow(app),), "with pauses, as a server makes them")
        client, random = app.test_client(), Random(1)  # noqa: S311 (no secret)
        number = SEARCHES_FOR_EACH_VIEW * scale.first_views
        for row, written in ((SEARCHES, _usual), (MISTYPED, _mistyped)):
            rounds = ([written(random) for _ in range(number)] for _ in range(scale.rounds))
            yield Figure(row, tuple(_p99(client, queries) for queries in rounds), "")
        index = settings.current().instance_dir / searching.FILE
        size = sum(file.stat().st_size for file in index.parent.glob(f"{index.name}*"))
        yield Figure(SIZE, (size / MEGABYTE,), "")
    with sites.application(ours) as app:
        yield Figure(AGAIN, (_seconds_to_follow(app) * 1000,), "")


def _seconds_to_follow(app: Flask) -> float:
    """Index until nothing is left, with the pauses in which a server serves."""
    library.current().follow()
    followed: Search = app.extensions[searching.EXTENSION]
    began = time.perf_counter()
    while followed.follow(clock.now()):
        time.sleep(SLICE_PAUSE_SECONDS)
    return time.perf_counter() - began


def _usual(random: Random) -> str:
    return " ".join(random.choices(data.VOCABULARY, k=random.randrange(1, 5)))


def _mistyped(random: Random) -> str:
    """Change two neighbours in a long word."""
    word = random.choice([word for word in data.VOCABULARY if len(word) > 4])  # noqa: PLR2004
    place = random.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _p99(client: FlaskClient, queries: list[str]) -> float:
    library.current().follow()  # so that no request looks at the disk, as on a server
    _milliseconds(client, "")  # reads the template, once
    times = [_milliseconds(client, query) for query in queries]
    return quantiles(times, n=PER_CENT, method="inclusive")[-1]


def _milliseconds(client: FlaskClient, query: str) -> float:
    began = time.perf_counter()
    response = client.get("/search", query_string={"q": query})
    passed = time.perf_counter() - began
    if response.status_code != 200:  # noqa: PLR2004
        raise NotMeasured(f"a search for {query!r} was answered {response.status}")
    return passed * 1000


MEASUREMENTS = (Measurement((INDEXING, SEARCHES, MISTYPED, SIZE, AGAIN), finding),)
