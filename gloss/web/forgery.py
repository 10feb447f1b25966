"""Requests that another site made our visitor's browser send are refused."""

from urllib.parse import urlsplit

from flask import Flask, abort, request
from flask_wtf.csrf import CSRFProtect

from gloss import clock, site
from gloss.language import gettext
from gloss.web import other_address

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Ask every changing request for a token, save where a blueprint is exempt.

    A token lives as long as the session it belongs to.
    """
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["WTF_CSRF_SSL_STRICT"] = (
        False  # `Referrer-Policy: same-origin` keeps referrers short
    )
    csrf.init_app(app)


def refuse_cross_site() -> None:
    """Refuse a changing request that comes from elsewhere: for pages that carry no token.

    Browsers send ``Sec-Fetch-Site`` by https, and ``Origin`` with every POST; neither can be
    forged by another site's page. A client that sends neither is no browser, and has no cookies
    of a victim to abuse.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    fetched_from = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if fetched_from is not None:
        is_ours = fetched_from in {"same-origin", "none"}
    else:
        is_ours = origin is None or urlsplit(origin).netloc in _our_hosts()
    if not is_ours:
        abort(
            403,
            gettext("This was sent from another website. Open the article here and send it again."),
        )
    if origin and origin != site.current().address:
        other_address.notice(origin, clock.now())


def _our_hosts() -> set[str]:
    return {request.host, urlsplit(site.current().address).netloc}
