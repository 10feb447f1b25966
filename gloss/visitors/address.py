"""The client's address: the peer's own, or what a proxy that the operator declared says of it."""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from flask import request

from gloss import settings

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]

WITH_PORT = re.compile(r"\[(?P<v6>[^\]]+)\](:\d+)?|(?P<v4>[\d.]+):\d+", re.ASCII)


def of_request() -> Address | None:
    """Return the address of the client that is being served; see ``client``."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return client(request.remote_addr or "", forwarded, settings.current().trusted_proxies)


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
        is_trusted = hop is None or any(hop in network for network in trusted)
        farther = _read(entry) if is_trusted else None
        if farther is None:
            break
        hop = farther
    return hop


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
