"""The follower: one thread of a server process looks for changes, so that no request has to."""

import logging
from itertools import islice
from threading import Event, Thread

from flask import Flask

from gloss import clock, database
from gloss.articles import history
from gloss.articles.library import Library
from gloss.articles.search.searching import EXTENSION as SEARCH
from gloss.articles.search.searching import LOOK_SECONDS as INDEX_SECONDS
from gloss.articles.search.searching import Search
from gloss.articles.snapshot import History, Listing, Snapshot
from gloss.reading import directory, sitemap
from gloss.reading.anchor_following import AnchorBook
from gloss.reading.edition import Edition
from gloss.reading.page_cache import PageCache

PAUSE_SECONDS = 0.3  # between looks at what others wrote, which take less than a millisecond
SLICE_PAUSE_SECONDS = 0.1  # twice what a slice takes, so that pages are served meanwhile
IMPROVED_AT_ONCE = 2  # pages packed better after each look, 16 ms of processor time each
log = logging.getLogger(__name__)


def start(app: Flask) -> None:
    """Follow files and threads, and index texts, for as long as the process lives."""
    cache: PageCache = app.extensions["gloss.pages"]
    cache.edition.begin()
    following = [cache, AddressBook(app, cache.edition), AnchorBook(app, cache.edition)]
    Thread(target=_follow, args=following, name="follower", daemon=True).start()
    indexing = [app.extensions[SEARCH], cache.edition.library]
    Thread(target=_index, args=indexing, name="indexer", daemon=True).start()


class AddressBook:
    """Lets the database remember which addresses articles have, so that they lead on for ever."""

    def __init__(self, app: Flask, edition: Edition) -> None:
        self._app = app
        self._library = edition.library
        self._taken_in: Snapshot | None = None
        self._known: History = {}  # what the database has, as read last
        self._is_behind = True  # it has more by now, or was never read
        self._waiting: dict[history.Address, None] = {}

    def follow(self) -> None:
        """Keep addresses that are new, some at each call: of a large site they are very many.

        While the database is away, they wait.
        """
        snapshot = self._library.snapshot
        if snapshot is self._taken_in and not self._waiting:
            return
        try:
            with self._app.app_context():
                self._take_in(snapshot)
        except (database.Unavailable, *database.UNAVAILABLE) as fault:
            log.warning("Former addresses wait: the database is away (%s)", fault)

    def _take_in(self, snapshot: Snapshot) -> None:
        if snapshot is not self._taken_in:
            known = self._read() if self._is_behind else self._known
            self._waiting |= dict.fromkeys(history.unknown(snapshot.addresses(), known))
            self._taken_in = snapshot
        if some := list(islice(self._waiting, history.KEPT_AT_ONCE)):
            self._keep(some)
            self._is_behind = True
            for address in some:
                del self._waiting[address]
            if not self._waiting:
                self._read()

    def _read(self) -> History:
        self._known = history.read(database.db.session.connection())
        self._library.remember(self._known)
        self._is_behind = False
        return self._known

    def _keep(self, addresses: list[history.Address]) -> None:
        now = clock.now()
        database.write(lambda session: history.keep(session, addresses, now))


def _follow(cache: PageCache, addresses: AddressBook, anchors: AnchorBook) -> None:
    edition, pause = cache.edition, Event()
    while not pause.wait(PAUSE_SECONDS):
        try:
            edition.follow()
            addresses.follow()
            anchors.follow()
            _prepare(edition.library.snapshot.listing(clock.now()))
            cache.pages.improve(IMPROVED_AT_ONCE)
        except Exception:  # whatever it was, the site must go on following its files
            log.exception("Looking for changes failed; it is tried again in a second.")


def _prepare(listing: Listing) -> None:
    """Make what takes longer the more articles there are, before a request has to."""
    directory.of(listing)
    sitemap.article_parts(listing)


def _index(search: Search, library: Library) -> None:
    """Take in what changed, a slice at a time: an index may take minutes the first time."""
    pause, has_more = Event(), True
    while not pause.wait(SLICE_PAUSE_SECONDS if has_more else INDEX_SECONDS):
        try:
            library.step_aside()
            has_more = search.follow(clock.now())
        except Exception:  # whatever it was, the search must go on following the articles
            log.exception("Indexing failed; it is tried again in a second.")
            has_more = False
