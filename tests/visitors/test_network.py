"""What is kept of an address: the keyed hash of its network."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from flask import Flask

from gloss.visitors import address, network

Build = Callable[..., Flask]


def hashes(app: Flask, peer: str, forwarded: str = "") -> tuple[str, str]:
    told = {"X-Forwarded-For": forwarded} if forwarded else {}
    with app.test_request_context(environ_base={"REMOTE_ADDR": peer}, headers=told):
        return network.of_request(), network.wide_of_request()


def test_networks_are_cut_as_homes_and_neighbourhoods_are() -> None:
    four, six = ip_address("203.0.113.7"), ip_address("2001:db8:1:2ff:3::7")
    assert [network.narrow(a) for a in (four, six)] == ["203.0.113.7/32", "2001:db8:1:2ff::/64"]
    assert [network.wide(a) for a in (four, six)] == ["203.0.113.0/24", "2001:db8:1:200::/56"]


def test_a_visitor_who_changes_the_address_within_a_network_is_recognised(build: Build) -> None:
    app = build()
    one, other = hashes(app, "2001:db8:1:2::1"), hashes(app, "2001:db8:1:2:ffff::9")
    neighbour, stranger = hashes(app, "2001:db8:1:3::1"), hashes(app, "2001:db8:2::1")
    assert one == other
    assert (one[0] != neighbour[0], one[1]) == (True, neighbour[1])
    assert not {*one} & {*stranger}


def test_two_visitors_behind_a_declared_proxy_are_told_apart(build: Build) -> None:
    app = build(trusted_proxies="10.0.0.0/8")
    ada, bo = hashes(app, "10.0.0.1", "203.0.113.7"), hashes(app, "10.0.0.1", "198.51.100.9")
    assert ada == hashes(app, "203.0.113.7")
    assert ada != bo


def test_a_request_without_any_address_has_a_hash_too(build: Build) -> None:
    app = build()
    assert hashes(app, "") == hashes(app, "")
    assert hashes(app, "") != hashes(app, "203.0.113.7")


def test_a_hash_shows_nothing_of_the_address_and_needs_our_newest_secret(build: Build) -> None:
    first, second, third = (c * 32 for c in "abc")
    mine = hashes(build(secret_keys=(first, second)), "203.0.113.7")
    assert mine == hashes(build(secret_keys=(first, third)), "203.0.113.7")
    assert mine != hashes(build(secret_keys=(second, first)), "203.0.113.7")
    assert [len(h) for h in mine] == [32, 32]


@pytest.mark.parametrize("text", ["", "Ада", "\0", "x" * 1_000_000])
def test_any_text_has_a_fingerprint(build: Build, text: str) -> None:
    with build().app_context():
        assert len(network.fingerprint(text)) == 32


def kept(app: Flask, peer: str, now: datetime, forwarded: str = "") -> str:
    told = {"X-Forwarded-For": forwarded} if forwarded else {}
    with app.test_request_context(environ_base={"REMOTE_ADDR": peer}, headers=told):
        return network.to_keep(now)


def test_a_stored_hash_tells_of_the_same_network_within_its_week_alone(build: Build) -> None:
    app = build()
    monday, sunday = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 29, 23, tzinfo=UTC)
    stored = [kept(app, "203.0.113.7", at) for at in (monday, sunday, sunday + timedelta(hours=1))]
    assert stored[0] == stored[1] != stored[2]
    assert kept(app, "203.0.113.8", monday) != stored[0]
    assert stored[0] not in hashes(app, "203.0.113.7")


def test_a_week_that_reaches_into_the_next_year_is_one_week(build: Build) -> None:
    app = build()
    before, after = datetime(2026, 12, 31, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    assert kept(app, "203.0.113.7", before) == kept(app, "203.0.113.7", after)


def test_what_a_forgotten_proxy_says_is_not_kept(build: Build) -> None:
    assert kept(build(), "10.0.0.1", datetime.now(UTC), "203.0.113.7") == ""


def test_nothing_is_kept_of_a_request_without_any_address(build: Build) -> None:
    assert kept(build(), "", datetime.now(UTC)) == ""


def test_a_far_too_long_way_is_followed_and_fills_no_memory(build: Build) -> None:
    app = build(trusted_proxies="10.0.0.0/8")
    far = ", ".join(["198.51.100.9"] * 10_000 + ["203.0.113.7"])
    address._origin.cache_clear()
    assert hashes(app, "10.0.0.1", far) == hashes(app, "203.0.113.7")
    assert address._origin.cache_info().currsize == 1  # of the visitor without proxies
