"""Pictures and other files beside the texts; what is sent tells of no place and no camera."""

import re
from hashlib import blake2b
from io import BytesIO

from flask import Blueprint, Response, abort, send_file

from gloss import settings
from gloss.articles import library
from gloss.articles.illustrations import file_addresses
from gloss.articles.library import PICTURES
from gloss.pictures import facts, places, stripping
from gloss.pictures.places import Place
from gloss.pictures.problems import Unusable
from gloss.web.assets import A_YEAR_SECONDS

blueprint = Blueprint("pictures", __name__)

MADE = re.compile(r"[0-9a-f]{24}/[^/\\]{1,40}-\d{1,4}\.(avif|webp|jpg|png)")
FOR_EVER = f"public, max-age={A_YEAR_SECONDS}, immutable"
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # its scripts do nothing
PAPER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"
POLICIES = {".svg": DRAWING_POLICY, ".pdf": PAPER_POLICY}


@blueprint.after_request
def let_feeds_show(response: Response) -> Response:
    """Let readers of feeds show pictures within their own pages."""
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.get("/pictures/<digest>/<file>")
def made(digest: str, file: str) -> Response:
    """Send a picture in one of its sizes."""
    if not MADE.fullmatch(f"{digest}/{file}"):
        abort(404)
    location = settings.current().instance_dir.absolute() / PICTURES / digest / file
    if location.is_file():
        mimetype = places.PICTURES[location.suffix]
        return _kept_for_ever(send_file(location, mimetype, conditional=True))
    return _in_place_of(digest, file)


@blueprint.get("/pictures/from/<mark>/<path:path>")
def as_it_is(mark: str, path: str) -> Response:
    """Send a file that lies beside a text, without its metadata if it is a photo."""
    ours = settings.current()
    if not file_addresses.is_sealed(path, mark, ours.secret_keys):
        abort(404)
    try:
        place = places.find(ours.content_dir, path)
        response = _sent(place)
    except Unusable:
        abort(404)
    if file_addresses.is_current(place, mark) and _is_followed(place):
        return _kept_for_ever(response)
    return response


def _is_followed(place: Place) -> bool:
    """Tell whether pages name another address as soon as the file changes."""
    known = library.current().album.known(place.path)
    return known is not None and known.state == place.state


def _in_place_of(digest: str, file: str) -> Response:
    """Send the picture itself while its sizes, of which pages know, are lost and made again."""
    path = library.current().album.source_of(digest, file) or abort(404)
    try:
        return _sent(places.find(settings.current().content_dir, path))
    except Unusable:
        abort(404)


def _sent(place: Place) -> Response:
    """Send a file, which caches ask for each time.

    :raises Unusable: if it is no picture, or too large to be sent as it is.
    """
    if place.suffix in POLICIES:
        response = send_file(place.location, places.MIMETYPES[place.suffix], conditional=True)
        response.headers["Content-Security-Policy"] = POLICIES[place.suffix]
        return response
    if place.bytes > facts.MAX_FETCHED_BYTES:
        raise Unusable("it is too large to be sent as it is", "wait until it has been converted")
    found, picture = stripping.stripped(_content(place))
    etag = blake2b(picture, digest_size=12).hexdigest()
    return send_file(BytesIO(picture), found.mimetype, conditional=True, etag=etag)


def _content(place: Place) -> bytes:
    try:
        return place.location.read_bytes()
    except OSError:
        raise Unusable("it cannot be read", "see that Gloss may read it") from None


def _kept_for_ever(response: Response) -> Response:
    response.headers["Cache-Control"] = FOR_EVER
    return response
