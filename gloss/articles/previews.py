"""Signed links to articles that are not public: who has one can read the article, for some days."""

from datetime import UTC, datetime
from typing import NamedTuple

from itsdangerous import BadData

from gloss import settings, signing

SALT = "gloss.articles.preview"  # a token signed for anything else opens nothing
MOST_TOKEN_CHARACTERS = 4096  # an id has 200 characters at most, of six in JSON


class Refused(Exception):
    """A link that opens nothing: it is none of ours, or too old."""


class Preview(NamedTuple):
    """What a link opens."""

    article_id: str
    until: datetime


def token(preview: Preview) -> str:
    """Sign ``preview``; its last second may be cut."""
    newest = signing.serializer(settings.current().secret_keys[0], SALT)
    return newest.dumps([preview.article_id, int(preview.until.timestamp())])


def read(token: str, now: datetime) -> Preview:
    """Return what ``token`` opens; older keys of this site hold too.

    :raises Refused: if it opens nothing, or nothing any more.
    """
    if len(token) > MOST_TOKEN_CHARACTERS:
        raise Refused
    for key in settings.current().secret_keys:
        try:
            article_id, until_seconds = signing.serializer(key, SALT).loads(token)
        except BadData:
            continue
        until = datetime.fromtimestamp(until_seconds, UTC)
        if now < until:
            return Preview(article_id, until)
    raise Refused
