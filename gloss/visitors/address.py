"""The client's address: the peer's own, or what a proxy that the operator declared says of it."""

import re
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import NamedTuple

from flask import request

from gloss import settings

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]

FORWARDING = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
REMEMBERED = 1024  # visitors, in memory: who posts was here before
MOST_REMEMBERED = 256  # characters of what proxies say: strangers may send far more
WITH_PORT = re.compile(r"\[(?P<v6>[^\]]+)\](:\d+)?|(?P<v4>[\d.]+):\d+", re.ASCII)


# Where proxies stand that an operator forgot to declare; strangers do not come from there. See
# docs/decisions/0017-undeclared-proxies.md, also for what is not among them.
NEARBY = tuple(
    map(
        ip_network,
        (
            *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
            *("169.254.0.0/16", "100.64.0.0/10", "::1/128", "fc00::/7", "fe80::/10"),
        ),
    )
)


class Origin(NamedTuple):
    """Where a request comes from, as far as each can be told."""

    client: Address | None  # see ``client``
    counted: Address | None  # whom to count it for
    forgotten_proxy: Address | None  # the peer, if it forwards for others and was not declared


def of_request() -> Origin:
    """Tell where the request comes from that is being served."""
    environ = request.environ
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
    forwards = any(variable in environ for variable in FORWARDING)
    trusted = settings.current().trusted_proxies
    find = _origin if len(forwarded) <= MOST_REMEMBERED else _origin.__wrapped__
    return find(environ.get("REMOTE_ADDR", ""), forwarded, forwards, trusted)


def client(peer: str, forwarded: str, trusted: Networks) -> Address | None:
    """Find who asks: each hop is believed about the one before it only while it is trusted.

    :param peer: the other end of the connection, as the server reports it. One without an address
        came by a Unix socket, so it is a proxy on this machine, and trusted.
    :param forwarded: ``X-Forwarded-For``: every proxy adds its own peer at the right, and the
        client may have written anything at the left.
    :returns: the nearest hop that is not trusted; where an entry cannot be read, the hop that
        wrote it; ``None`` when nothing but a Unix socket is known.
    """
    hop = _read(peer)
    for entry in reversed(forwarded.split(",")):
        is_trusted = hop is None or _is_in(hop, trusted)
        farther = _read(entry) if is_trusted else None
        if farther is None:
            break
        hop = farther
    return hop


@lru_cache(REMEMBERED)
def _origin(peer: str, forwarded: str, forwards: bool, trusted: Networks) -> Origin:
    """Follow the way of a request, once for each visitor.

    Behind a proxy that was forgotten a request counts for whom that proxy names: good enough to
    tell visitors apart, and for nothing else.
    """
    asking = client(peer, forwarded, trusted)
    forgotten = _forgotten_proxy(peer, trusted) if forwards else None
    counted = client(peer, forwarded, trusted + NEARBY) if forgotten else asking
    return Origin(asking, counted, forgotten)


def _forgotten_proxy(peer: str, trusted: Networks) -> Address | None:
    """Return who forwards for others, if it is nearby and was not declared."""
    hop = _read(peer)
    is_declared = hop is None or _is_in(hop, trusted)
    return hop if hop and not is_declared and _is_in(hop, NEARBY) else None


def _is_in(address: Address, networks: Networks) -> bool:
    return any(address in network for network in networks)


@lru_cache(REMEMBERED)
def _read(entry: str) -> Address | None:
    """Read an address as proxies write it: with a port, in brackets, or mapped into IPv6."""
    entry = entry.strip()
    found = WITH_PORT.fullmatch(entry)
    bare = (found["v6"] or found["v4"]) if found else entry
    try:
        address = ip_address(bare.partition("%")[0])  # a zone names an interface of the proxy
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
