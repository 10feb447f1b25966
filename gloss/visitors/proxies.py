"""Proxies that were not declared: to us, all who come through one look like one visitor."""

import logging
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from threading import Lock

from gloss import settings

REPORT_PAUSE = timedelta(hours=1)
KEPT = timedelta(days=1)
MOST_KEPT = 8

_seen: dict[IPv4Address | IPv6Address, datetime] = {}
_lock = Lock()
log = logging.getLogger(__name__)


def notice(peer: IPv4Address | IPv6Address, now: datetime) -> None:
    """Remember ``peer``, and report it once an hour; its address is the operator's own."""
    with _lock:
        last = _seen.get(peer)
        if last and now - last < REPORT_PAUSE:
            return
        _seen[peer] = now
        while len(_seen) > MOST_KEPT:
            del _seen[min(_seen, key=lambda known: _seen[known])]
    log.warning(
        "%s forwards requests but is not declared as a proxy, so who comes through it cannot be "
        "told for sure. If it is yours, set TRUSTED_PROXIES=%s and let it send X-Forwarded-For.",
        peer,
        peer,
    )


def undeclared(now: datetime) -> list[str]:
    """Return the addresses that this process noticed within the last day."""
    declared = settings.current().trusted_proxies
    with _lock:
        recent = [peer for peer, last in _seen.items() if now - last < KEPT]
    return [str(peer) for peer in recent if not any(peer in network for network in declared)]
