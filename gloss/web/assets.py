"""Static files: packed, and under addresses that change with their content."""

from functools import cache, lru_cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, request, url_for

from gloss.web import encodings

PACKED_KEPT = 32  # files of some 30 kB in one encoding each
PACKED_TYPES = {"text/css", "text/javascript", "application/javascript", "image/svg+xml"}
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
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    """Pack a static file, and let browsers keep it if its address names its content."""
    if request.endpoint != "static" or response.status_code != HTTPStatus.OK:
        return response
    if request.args.get("v"):
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR_SECONDS}, immutable"
    if response.mimetype in PACKED_TYPES:
        response.vary.add("Accept-Encoding")
        _pack(response, encodings.accepted(request.headers.get("Accept-Encoding", "")))
    return response


def _pack(response: Response, encoding: str) -> None:
    if encoding == encodings.IDENTITY:
        return
    response.direct_passthrough = False
    response.set_data(_packed(response.get_data(), encoding))
    response.headers["Content-Encoding"] = encoding
    response.headers.pop("Accept-Ranges", None)  # of the file as it lies there
    etag, _ = response.get_etag()
    response.set_etag(f"{etag}-{encoding}")
    response.make_conditional(request)


@lru_cache(PACKED_KEPT)
def _packed(body: bytes, encoding: str) -> bytes:
    """Pack as small as it goes: 30 ms for a sheet, once."""
    return encodings.packed_best(body) if encoding == "br" else encodings.packed(body, encoding)
