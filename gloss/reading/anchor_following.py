"""Remembering which headings articles are shown with, so that links to earlier ones still land."""

import logging

from flask import Flask

from gloss import database
from gloss.articles import anchor_history
from gloss.articles.anchors import Seen
from gloss.reading.edition import Edition

KEPT_AT_ONCE = 100  # articles in one transaction: other writers wait some 20 ms for it
log = logging.getLogger(__name__)


class AnchorBook:
    """Writes down the headings that were shown; for a thread that calls ``follow`` each second.

    What nobody was shown has no links to it: so nothing is rendered for this alone.
    """

    def __init__(self, app: Flask, edition: Edition) -> None:
        self._app = app
        self._anchors = edition.library.anchors
        self._digests: dict[str, str] | None = None  # unknown before the database was read
        self._waiting: dict[str, Seen] = {}  # by article

    def follow(self) -> None:
        """Take in new headings; while the database is away, they wait."""
        self._waiting |= self._anchors.take()
        if self._digests is not None and not self._waiting:
            return
        try:
            with self._app.app_context():
                self._take_in(self._known())
        except (database.Unavailable, *database.UNAVAILABLE) as fault:
            log.warning("Former anchors wait: the database is away (%s)", fault)

    def _known(self) -> dict[str, str]:
        if self._digests is None:
            connection = database.db.session.connection()
            self._anchors.remember(anchor_history.former(connection))
            self._digests = anchor_history.digests(connection)
        return self._digests

    def _take_in(self, known: dict[str, str]) -> None:
        self._waiting = {
            article_id: seen
            for article_id, seen in self._waiting.items()
            if known.get(article_id) != anchor_history.digest(seen)
        }
        while some := list(self._waiting.values())[:KEPT_AT_ONCE]:
            self._keep(some)
            for seen in some:
                known[seen.article_id] = anchor_history.digest(seen)
                del self._waiting[seen.article_id]

    def _keep(self, news: list[Seen]) -> None:
        """Write ``news`` down; of the pages that they change, the edition learns by itself."""
        former = database.write(lambda s: anchor_history.keep(s, news), is_public=False)
        self._anchors.remember(former)
