"""The publisher's accent as a style sheet of two rules, for the policy forbids styles in pages."""

from hashlib import sha256

from flask import Flask, Response, url_for

from gloss import site
from gloss.colours import Colours
from gloss.web.assets import A_YEAR_SECONDS


def init_app(app: Flask) -> None:
    """Serve the style sheet, and tell templates its address; there is none without own colours."""
    colours = site.of(app).colours
    digest = sha256(colours.css.encode()).hexdigest()[:12]

    @app.get("/accent.css")
    def accent() -> Response:
        lifetime = f"public, max-age={A_YEAR_SECONDS}, immutable"
        return Response(colours.css, mimetype="text/css", headers={"Cache-Control": lifetime})

    def accent_address() -> str:
        """Return the address of the publisher's colours, if there are any."""
        return "" if colours == Colours() else url_for("accent", v=digest)

    app.jinja_env.globals["accent_address"] = accent_address
