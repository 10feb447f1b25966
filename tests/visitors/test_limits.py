"""Limits on routes and budgets: what is refused, how it is said, and where it is counted."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from select import select
from threading import Thread
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from flask import Flask

from gloss.visitors import counters, limits
from gloss.visitors.counters import SCHEME, RedisOrMemory
from tests.visitors import redis_server

Build = Callable[..., Flask]


@pytest.fixture
def budget() -> limits.Budget:
    """Return a budget of two tries that nobody else spends."""
    return limits.Budget(f"test {uuid4()}", "2 per minute")


@pytest.fixture
def silent_redis() -> Iterator[socket.socket]:
    """Yield a server that takes connections and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server


def address_of(server: socket.socket) -> str:
    return f"redis://127.0.0.1:{server.getsockname()[1]}"


def a_page_for_two_looks(app: Flask) -> None:
    looked_at = limits.limiter.limit("2 per minute")(lambda: "seen")
    app.add_url_rule("/looked-at", str(uuid4()), looked_at)


def test_a_budget_is_spent_once_its_tries_are_used(build: Build, budget: limits.Budget) -> None:
    with build().app_context():
        assert [budget.spend("eve") for _ in range(3)] == [True, True, False]
        assert (budget.is_spent("eve"), budget.is_spent("ada")) == (True, False)


def test_looking_at_a_budget_spends_nothing(build: Build, budget: limits.Budget) -> None:
    with build().app_context():
        assert [budget.is_spent("ada") for _ in range(5)] == [False] * 5
        assert budget.spend("ada")


def test_a_refusal_says_how_long_to_wait(build: Build, budget: limits.Budget) -> None:
    with build().app_context():
        budget.demand("eve")
        budget.demand("eve")
        with pytest.raises(limits.Refusal, match=r"Please try again in \d+ (seconds|minute)") as it:
            budget.demand("eve")
    assert 0 < it.value.wait_seconds <= 61


def test_after_the_wait_one_may_try_again(
    build: Build, budget: limits.Budget, later: Callable[[int], None]
) -> None:
    with build().app_context():
        while budget.spend("ada"):
            pass
        later(62)
        assert budget.spend("ada")


def test_refused_tries_do_not_make_the_wait_longer(
    build: Build, budget: limits.Budget, later: Callable[[int], None]
) -> None:
    with build().app_context():
        while budget.spend("ada"):
            pass
        later(30)
        budget.spend("ada")
        later(62)
        assert budget.spend("ada")


def test_without_limits_no_budget_ends(build: Build, budget: limits.Budget) -> None:
    with build(limits=False).app_context():
        assert [budget.spend("ada") for _ in range(5)] == [True] * 5
        assert not budget.is_spent("ada")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (3600, "1 hour"),
        (86_400, "24 hours"),
    ],
)
def test_a_wait_is_said_as_people_say_it(seconds: int, words: str) -> None:
    assert limits.in_words(seconds) == words


def test_a_limited_page_refuses_with_a_page_that_says_when(build: Build) -> None:
    app = build()
    a_page_for_two_looks(app)
    answers = [app.test_client().get("/looked-at") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 61
    assert "Please try again in" in answers[2].text
    assert "2 per" not in answers[2].text


def test_nobody_is_told_the_limits_and_no_cookie_splits_the_cache(build: Build) -> None:
    app = build()
    a_page_for_two_looks(app)
    answer = app.test_client().get("/looked-at")
    told = {name for name, _ in answer.headers}
    assert not {name for name in told if name.startswith("X-RateLimit")}
    assert not {"Vary", "Set-Cookie", "Retry-After"} & told


def test_one_visitor_uses_up_nobody_elses_looks(build: Build) -> None:
    app = build(trusted_proxies="127.0.0.1")
    a_page_for_two_looks(app)
    forwarded = ["203.0.113.7", "1.1.1.1, 203.0.113.7", "1.1.1.2, 203.0.113.7", "198.51.100.1"]
    looks = [app.test_client().get("/looked-at", headers={"X-Forwarded-For": f}) for f in forwarded]
    assert [look.status_code for look in looks] == [200, 200, 429, 200]


def test_a_limited_page_without_limits_is_not_limited(build: Build) -> None:
    app = build(limits=False)
    a_page_for_two_looks(app)
    assert {app.test_client().get("/looked-at").status_code for _ in range(4)} == {200}


def test_two_servers_count_together_in_redis(
    build: Build, budget: limits.Budget, redis_url: str
) -> None:
    with build(redis_url=redis_url).app_context():
        assert budget.spend("eve")
    with build(redis_url=redis_url).app_context():
        assert [budget.spend("eve") for _ in range(2)] == [True, False]
        assert 0 < budget.wait_seconds("eve") <= 61


def test_while_redis_is_down_limits_go_on_in_memory(build: Build, budget: limits.Budget) -> None:
    app = build(redis_url="redis://127.0.0.1:1")
    a_page_for_two_looks(app)
    with app.app_context():
        assert [budget.spend("eve") for _ in range(3)] == [True, True, False]
        assert budget.wait_seconds("eve") > 0
    looks = [app.test_client().get("/looked-at").status_code for _ in range(3)]
    assert looks == [200, 200, 429]


def test_limits_go_on_while_redis_is_stopped_and_started_again(
    build: Build, budget: limits.Budget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counters, "PAUSE", timedelta())
    port = redis_server.new_port()
    with redis_server.running(port) as address:
        app = build(redis_url=address)
        a_page_for_two_looks(app)
        with app.app_context():
            assert [budget.spend("eve") for _ in range(3)] == [True, True, False]
    with app.app_context():
        assert [budget.spend("eve") for _ in range(3)] == [True, True, False]
        looks = [app.test_client().get("/looked-at").status_code for _ in range(3)]
        assert looks == [200, 200, 429]
    with redis_server.running(port), app.app_context():
        assert [budget.spend("eve") for _ in range(3)] == [True, True, False]


def test_a_silent_redis_is_asked_once_and_then_left_alone(silent_redis: socket.socket) -> None:
    storage = RedisOrMemory(f"{SCHEME}:{address_of(silent_redis)}")
    assert [storage.incr("key", 60) for _ in range(20)] == list(range(1, 21))
    asked = 0
    while select([silent_redis], [], [], 0)[0]:
        silent_redis.accept()[0].close()
        asked += 1
    assert asked == 2  # the one retry that a dropped connection needs


def test_once_redis_is_back_limits_count_there_again(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counters, "PAUSE", timedelta())
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        address = address_of(free)
    key, storage = str(uuid4()), RedisOrMemory(f"{SCHEME}:{address}")
    assert storage.incr(key, 60) == 1
    with closing(socket.create_server(("127.0.0.1", urlsplit(address).port or 0))) as server:
        Thread(target=forward, args=(server, redis_url), daemon=True).start()
        assert storage.incr(key, 60) == 1
        assert RedisOrMemory(f"{SCHEME}:{redis_url}").get(key) == 1


def forward(server: socket.socket, redis_url: str) -> None:
    """Hand one connection on to Redis, both ways."""
    there = socket.create_connection((urlsplit(redis_url).hostname, urlsplit(redis_url).port))
    here = server.accept()[0]
    Thread(target=pump, args=(there, here), daemon=True).start()
    pump(here, there)


def pump(source: socket.socket, sink: socket.socket) -> None:
    with source, sink:
        while data := source.recv(4096):
            sink.sendall(data)
