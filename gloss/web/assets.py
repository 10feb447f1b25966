"""Static files under addresses that change with their content, so that browsers keep them."""

from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, request, url_for

A_YEAR_SECONDS = 31_536_000


def init_app(app: Flask) -> None:
    """Offer ``asset(name)`` to templates, and let browsers keep what it points to."""
    folder = Path(app.static_folder or "static")

    @cache
    def digest(name: str, _changed_ns: int) -> str:
        return sha256((folder / name).read_bytes()).hexdigest()[:12]

    def asset(name: str) -> str:
        """Return the address of a static file at its present content."""
        version = digest(name, (folder / name).stat().st_mtime_ns)
        return url_for("static", filename=name, v=version)

    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep_versioned)


def _keep_versioned(response: Response) -> Response:
    if (
        request.endpoint == "static"
        and request.args.get("v")
        and response.status_code == HTTPStatus.OK
    ):
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR_SECONDS}, immutable"
    return response
