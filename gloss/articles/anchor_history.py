"""The headings that articles have, and the anchors that they had: kept in the database."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from gloss import database
from gloss.articles import anchors
from gloss.articles.anchors import Former, Seen
from gloss.articles.models import KnownAnchors
from gloss.articles.rendering import Heading


def digests(connection: Connection) -> dict[str, str]:
    """Return of each article that is known the digest of its headings."""
    found = select(KnownAnchors.article_id, KnownAnchors.digest)
    return {row.article_id: row.digest for row in connection.execute(found)}


def former(connection: Connection) -> dict[str, Former]:
    """Return the former anchors of each article that has any."""
    found = select(KnownAnchors.article_id, KnownAnchors.former).where(KnownAnchors.has_former)
    return {article_id: _pairs(pairs) for article_id, pairs in connection.execute(found)}


def digest(seen: Seen) -> str:
    """Return what changes with any heading of an article."""
    return sha256(json.dumps(seen.headings).encode()).hexdigest()


def keep(session: Session, news: Iterable[Seen]) -> Mapping[str, Former]:
    """Remember the headings in ``news``; return where former anchors of these articles lead.

    Of two processes that see one change at the same time, the second finds it remembered.
    """
    in_order = sorted(news)  # two processes then never wait for each other's rows in a circle
    return {seen.article_id: _kept(session, seen) for seen in in_order}


def _kept(session: Session, seen: Seen) -> Former:
    values = {"headings": seen.headings, "digest": digest(seen), "former": [], "has_former": False}
    if database.insert_if_new(session, KnownAnchors, article_id=seen.article_id, **values):
        return ()
    known = session.get_one(KnownAnchors, seen.article_id, with_for_update=True)
    if known.digest != values["digest"]:
        before = [Heading(*heading) for heading in known.headings]
        known.former = list(anchors.followed(before, seen.headings, _pairs(known.former)))
        known.has_former = bool(known.former)
        known.headings, known.digest = list(seen.headings), digest(seen)
    return _pairs(known.former)


def _pairs(listed: Iterable[Iterable[str]]) -> Former:
    return tuple((old, new) for old, new in listed)
