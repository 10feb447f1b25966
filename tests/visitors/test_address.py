"""Case 53 of the attacks: whose word is believed about where a request comes from."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gloss.visitors.address import client

NOBODY = ()
PROXIES = (ip_network("10.0.0.0/8"), ip_network("127.0.0.1/32"), ip_network("fd00::/8"))


def asked_by(peer: str, forwarded: str = "") -> str:
    return str(client(peer, forwarded, PROXIES))


def test_without_a_proxy_the_client_is_the_peer() -> None:
    assert client("203.0.113.7", "", NOBODY) == ip_address("203.0.113.7")


@pytest.mark.parametrize("forged", ["198.51.100.1", "10.0.0.1, 127.0.0.1", "::1", "garbage", ","])
def test_a_forged_header_of_an_undeclared_peer_changes_nothing(forged: str) -> None:
    assert asked_by("203.0.113.7", forged) == "203.0.113.7"


def test_a_declared_proxy_is_believed_about_its_client() -> None:
    assert asked_by("10.0.0.1", "203.0.113.7") == "203.0.113.7"


def test_what_the_client_wrote_itself_at_the_left_is_not_believed() -> None:
    assert asked_by("10.0.0.1", "198.51.100.1, 127.0.0.1, 203.0.113.7") == "203.0.113.7"


def test_a_chain_of_declared_proxies_is_followed_to_its_first_stranger() -> None:
    assert asked_by("10.0.0.1", "198.51.100.1, 203.0.113.7, fd00::5, 10.2.0.1") == "203.0.113.7"


def test_a_request_made_by_a_proxy_itself_comes_from_the_farthest_one() -> None:
    assert asked_by("10.0.0.1", "10.3.0.1, 10.2.0.1") == "10.3.0.1"


def test_a_proxy_that_says_nothing_is_the_client() -> None:
    assert asked_by("10.0.0.1") == "10.0.0.1"


@pytest.mark.parametrize(
    "unreadable", ["unknown", "_hidden", "300.1.1.1", "1.2.3", "1.2.3.4.5", ""]
)
def test_behind_an_unreadable_entry_nothing_is_believed(unreadable: str) -> None:
    assert asked_by("10.0.0.1", f"198.51.100.1, {unreadable}, 10.2.0.1") == "10.2.0.1"


@pytest.mark.parametrize(
    ("entry", "meant"),
    [
        ("203.0.113.7:4711", "203.0.113.7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:80", "203.0.113.7"),
        ("fe80::7%eth0", "fe80::7"),
        ("\t203.0.113.7 ", "203.0.113.7"),
    ],
)
def test_an_address_is_read_however_proxies_write_it(entry: str, meant: str) -> None:
    assert asked_by("10.0.0.1", entry) == meant


def test_a_proxy_that_connects_by_a_mapped_address_is_the_declared_one() -> None:
    assert asked_by("::ffff:10.0.0.1", "203.0.113.7") == "203.0.113.7"


@pytest.mark.parametrize("peer", ["", "unix:"])
def test_a_proxy_on_a_unix_socket_is_believed(peer: str) -> None:
    assert str(client(peer, "198.51.100.1, 203.0.113.7", NOBODY)) == "203.0.113.7"
    assert client(peer, "", NOBODY) is None


def test_a_header_of_many_hops_is_read_from_its_end() -> None:
    assert asked_by("10.0.0.1", "198.51.100.1, " * 10_000 + "203.0.113.7") == "203.0.113.7"


@given(forged=st.text())
def test_no_header_breaks_the_reading_or_moves_a_stranger(forged: str) -> None:
    assert asked_by("203.0.113.7", forged) == "203.0.113.7"


@given(forged=st.text())
def test_no_header_outweighs_the_entry_of_a_declared_proxy(forged: str) -> None:
    assert asked_by("10.0.0.1", f"{forged},203.0.113.7") == "203.0.113.7"
