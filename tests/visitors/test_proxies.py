"""Case 53: a proxy that nobody declared is reported; who comes through it is not one visitor."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from flask import Flask

from gloss import clock
from gloss.visitors import network, proxies

Build = Callable[..., Flask]
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
NEARBY = [
    *("127.0.0.1", "10.1.2.3", "172.17.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.9"),
    *("::1", "fd00::1", "fe80::1", "::ffff:10.0.0.1"),
]
FAR = ["203.0.113.7", "8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.2.1", "2001:db8::1", "::"]


@pytest.fixture(autouse=True)
def nothing_noticed() -> Iterator[None]:
    proxies._seen.clear()
    yield
    proxies._seen.clear()


def counted(app: Flask, peer: str, **headers: str) -> str:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    with app.test_request_context(environ_base={"REMOTE_ADDR": peer}, headers=told):
        return network.of_request()


def noticed(app: Flask) -> list[str]:
    with app.app_context():
        return proxies.undeclared(clock.now())


@pytest.mark.parametrize("peer", NEARBY)
def test_visitors_behind_a_forgotten_proxy_are_counted_one_by_one(build: Build, peer: str) -> None:
    app = build()
    ada = counted(app, peer, X_Forwarded_For="203.0.113.7")
    bo = counted(app, peer, X_Forwarded_For="198.51.100.1, 203.0.113.8")
    assert ada == counted(app, "203.0.113.7")
    assert bo == counted(app, "203.0.113.8")


@pytest.mark.parametrize("peer", FAR)
def test_a_stranger_who_sends_the_header_stays_who_he_is_and_is_not_reported(
    build: Build, peer: str
) -> None:
    app = build()
    assert counted(app, peer, X_Forwarded_For="198.51.100.1") == counted(app, peer)
    assert noticed(app) == []


@pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "X_Real_IP"])
def test_a_forgotten_proxy_is_noticed_by_whatever_it_sends(build: Build, header: str) -> None:
    app = build()
    counted(app, "10.0.0.1", **{header: "203.0.113.7"})
    assert noticed(app) == ["10.0.0.1"]


def test_a_declared_proxy_is_not_reported(build: Build) -> None:
    app = build(trusted_proxies="10.0.0.0/8")
    counted(app, "10.0.0.1", X_Forwarded_For="203.0.113.7")
    assert noticed(app) == []


def test_a_neighbour_without_a_forwarding_header_is_a_visitor(build: Build) -> None:
    app = build()
    assert counted(app, "192.168.1.5") != counted(app, "192.168.1.6")
    assert noticed(app) == []


@pytest.mark.parametrize("garbage", ["", ",", "garbage", "x" * 10_000])
def test_what_a_forgotten_proxy_garbles_is_counted_for_the_proxy(
    build: Build, garbage: str
) -> None:
    app = build()
    assert counted(app, "10.0.0.1", X_Forwarded_For=garbage) == counted(app, "10.0.0.1")


def test_the_report_says_the_mend_once_an_hour(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    for minutes in (0, 1, 59, 60):
        proxies.notice(ip_address("10.0.0.1"), NOON + timedelta(minutes=minutes))
    assert len(caplog.messages) == 2
    assert "set TRUSTED_PROXIES=10.0.0.1" in caplog.text


def test_the_report_names_no_visitor(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    counted(build(), "10.0.0.1", X_Forwarded_For="203.0.113.7")
    assert "203.0.113.7" not in caplog.text


def test_many_peers_fill_no_memory_and_a_mended_one_is_forgotten(build: Build) -> None:
    for host in range(200):
        proxies.notice(ip_address(f"10.0.0.{host}"), NOON + timedelta(seconds=host))
    assert len(proxies._seen) == proxies.MOST_KEPT
    with build().app_context():
        assert "10.0.0.199" in proxies.undeclared(NOON + timedelta(hours=1))
        assert proxies.undeclared(NOON + timedelta(days=2)) == []
    with build(trusted_proxies="10.0.0.0/24").app_context():
        assert proxies.undeclared(NOON + timedelta(hours=1)) == []
