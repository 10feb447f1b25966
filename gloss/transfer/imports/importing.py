"""An import: which files and comments of ours another site becomes, and what gets lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from urllib.parse import unquote, urlsplit

from gloss.articles import addresses
from gloss.articles.front_matter.values import MAX_ID_CHARACTERS
from gloss.articles.library import Library
from gloss.comments.rendering import LONGEST_TEXT
from gloss.transfer.imports import comments_in
from gloss.transfer.imports.articles_in import ArticleFile, ArticlesIn
from gloss.transfer.imports.old_site import OldComment, OldSite
from gloss.transfer.imports.spool import Spool
from gloss.transfer.models import LONGEST_SITE

TOO_LONG = f"Of a comment longer than {LONGEST_TEXT:,} characters only the beginning is shown."
OF_A_PAGE = "A page that is no article keeps its words; its old address does not lead on."
NO_ARTICLE = "A comment on a page that is no article here waits until a moderator attaches it."


class Import:
    """One site on its way in."""

    def __init__(self, old: OldSite, spool: Spool, library: Library, now: datetime) -> None:
        """Describe an import; nothing is written by it.

        :param spool: holds all of ``old``, so that the name of ``old`` is known.
        """
        self.site = old.name[:LONGEST_SITE]
        self.losses = old.losses
        self._spool = spool
        self._library = library
        self._now = now
        self._ids: dict[str, str] = {}  # of our articles, by their keys there

    def files(self) -> Iterator[ArticleFile | None]:
        """Yield for each article its file; none for one that is here already."""
        articles = ArticlesIn(self.site, self._library.content_dir, self._library.contents())
        for old in self._spool.articles():
            self.losses.note(OF_A_PAGE, old.is_page and bool(old.address.strip("/")))
            self._ids[old.key] = articles.article_id(old)
            yield articles.file_of(old, self._now)

    def batches(self) -> Iterator[list[OldComment]]:
        """Yield the comments, some at a time, each with the id of our article; after ``files``."""
        comments = (self._placed(old) for old in self._spool.comments())
        while some := list(islice(comments, comments_in.AT_ONCE)):
            yield some

    def _placed(self, old: OldComment) -> OldComment:
        self.losses.note(TOO_LONG, len(old.text) > LONGEST_TEXT)
        return replace(old, article=self._ids.get(old.article) or self._found(old.article))

    def _found(self, address: str) -> str:
        """Return the id of our article that has or had ``address``, or of none that is here."""
        path = unquote(urlsplit(address).path)
        comparable = addresses.comparable(path)
        slug = comparable.rpartition("/")[2]
        article = self._library.formerly_at(comparable, self._now) or self._library.reached(
            slug, self._now
        )
        if article:
            return article.article_id
        self.losses.note(NO_ARTICLE)
        return (comparable or self.site)[-MAX_ID_CHARACTERS:]
