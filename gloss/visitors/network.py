"""A visitor's network as a keyed hash: the only trace of an address that is stored or logged."""

import hmac
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_network

from gloss import clock, settings
from gloss.visitors import address, proxies
from gloss.visitors.address import Address

NARROW = {4: 32, 6: 64}  # bits that one household or host keeps
WIDE = {4: 24, 6: 56}  # bits that one neighbourhood keeps; RFC 6177 hands homes a /56
HASH_BYTES = 16  # too many values to meet by chance


def of_request() -> str:
    """Return the keyed hash of the narrow network to count a request for; it is stored nowhere."""
    origin = address.of_request()
    if origin.forgotten_proxy:
        proxies.notice(origin.forgotten_proxy, clock.now())
    return fingerprint(str(origin.counted and narrow(origin.counted)))


def wide_of_request() -> str:
    """Return the keyed hash of the wide network to count a request for; it is stored nowhere."""
    counted = address.of_request().counted
    return fingerprint(str(counted and wide(counted)))


def to_keep(now: datetime) -> str:
    """Return the keyed hash to store: of the narrow network and the week, as ISO 8601 numbers it.

    So two hashes tell that they are of one network within a week, and nothing ever after.

    :returns: nothing, if a forgotten proxy stands between: its word is not good enough to keep.
    """
    origin = address.of_request()
    if origin.client is None or origin.forgotten_proxy:
        return ""
    year, week, _ = now.astimezone(UTC).isocalendar()
    return fingerprint(f"{year}-{week} {narrow(origin.client)}")


def once_for(matter: str) -> str:
    """Return the keyed hash to store of the narrow network and one ``matter`` that it counts for.

    So two hashes tell that one network did something twice, and nothing beyond that matter.

    :returns: nothing, if nothing is known of the network.
    """
    counted = address.of_request().counted
    return fingerprint(f"{matter} {narrow(counted)}") if counted else ""


@lru_cache(address.REMEMBERED)
def narrow(client: Address) -> str:
    """Return the network that is most likely one visitor: IPv4 /32, IPv6 /64."""
    return str(ip_network((client, NARROW[client.version]), strict=False))


@lru_cache(address.REMEMBERED)
def wide(client: Address) -> str:
    """Return the network that a visitor can change addresses in: IPv4 /24, IPv6 /56."""
    return str(ip_network((client, WIDE[client.version]), strict=False))


def fingerprint(text: str) -> str:
    """Return a short name for ``text`` that nobody can trace back without our newest secret.

    :returns: 32 hexadecimal digits of an HMAC-SHA256.
    """
    key = _key(settings.current().secret_keys[0])
    return hmac.digest(key, text.encode(), "sha256")[:HASH_BYTES].hex()


@lru_cache(1)
def _key(newest_secret: str) -> bytes:
    return hmac.digest(newest_secret.encode(), b"gloss.visitors.network", "sha256")
