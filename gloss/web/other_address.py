"""Noticing that readers come by another address than ``site.toml`` says.

Links in feeds and letters, and whether cookies are Secure, follow ``address`` in ``site.toml``. A
browser tells with each form by which address its page came.
"""

import logging
import re
from datetime import datetime, timedelta

REPORT_PAUSE = timedelta(hours=1)
KEPT = timedelta(days=1)
ORIGIN = re.compile(r"https?://[a-z0-9.:\[\]-]{1,255}", re.IGNORECASE)

_last: list[tuple[str, datetime]] = []
log = logging.getLogger(__name__)


def notice(origin: str, now: datetime) -> None:
    """Remember by which address a reader came, and report it once an hour.

    :param origin: as a browser sent it with a form of ours; nothing else is taken in.
    """
    if not ORIGIN.fullmatch(origin):
        return
    is_known = bool(_last) and _last[0][0] == origin and now - _last[0][1] < REPORT_PAUSE
    if is_known:
        return
    _last[:] = [(origin, now)]
    log.warning(
        "A reader came by %s, but site.toml says otherwise. If that is the address of the site, "
        'set address = "%s" in site.toml: links in feeds and letters lead there.',
        origin,
        origin,
    )


def lately(address: str, now: datetime) -> str:
    """Return by which other address than ``address`` somebody came within a day; empty if none."""
    fresh = [origin for origin, at in _last if now - at < KEPT and origin != address]
    return fresh[0] if fresh else ""
