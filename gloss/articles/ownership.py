"""Who keeps an address or a thread that two files claim. The same files always give one answer."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from gloss.articles import addresses
from gloss.articles.article import Article, Page
from gloss.articles.problems import Problem

Content = TypeVar("Content", Article, Page)


def slugs(contents: Iterable[Content]) -> tuple[list[Content], list[Problem]]:
    """Keep one content for each address: the one that is no draft and has the shorter path."""
    mend = "rename one of the files, or give it a slug: of its own"
    return _settled(contents, attrgetter("slug"), _rank, _Claim("address", mend))


def threads(articles: Iterable[Article]) -> tuple[list[Article], list[Problem]]:
    """Keep one article for each thread: an id that was written wins over a file's name."""
    mend = "give it an id: of its own, which no other article has"
    return _settled(
        articles,
        attrgetter("article_id"),
        lambda article: (not article.has_own_id, *_rank(article)),
        _Claim("id", mend),
    )


def former_paths(
    articles: Iterable[Article], pages: Iterable[Page]
) -> tuple[dict[str, str], list[Problem]]:
    """Return which article, by its id, each former address leads to; what is there now wins."""
    articles = [article for article in articles if not article.draft]
    moved = [article for article in articles if article.former_paths]
    if not moved:
        return {}, []
    owners = {page.slug: page.path for page in pages if not page.draft}
    owners |= {f"{addresses.ARTICLES}/{article.slug}": article.path for article in articles}
    leads_to = {}
    problems = []
    for article in sorted(moved, key=_rank):
        for path in article.former_paths:
            if (owner := owners.setdefault(path, article.path)) == article.path:
                leads_to[path] = article.article_id
            else:
                problems.append(_taken(article, path, owner))
    return leads_to, problems


class _Claim(NamedTuple):
    name: str
    mend: str


def _rank(content: Article | Page) -> tuple[Any, ...]:
    return content.draft, len(content.path), content.path


def _settled(
    contents: Iterable[Content],
    key: Callable[[Content], str],
    rank: Callable[[Content], tuple[Any, ...]],
    claim: _Claim,
) -> tuple[list[Content], list[Problem]]:
    contents = list(contents)
    owners = {key(content): content for content in contents}
    if len(owners) == len(contents):  # the usual case, and there may be very many
        return contents, []
    owners = {}
    losers = []
    for content in contents:
        rival = owners.setdefault(key(content), content)
        if rival is not content:
            owners[key(content)], loser = sorted((rival, content), key=rank)
            losers.append(loser)
    problems = [_problem(loser, key(loser), owners[key(loser)], claim) for loser in losers]
    return list(owners.values()), problems


def _problem(loser: Article | Page, claimed: str, owner: Article | Page, claim: _Claim) -> Problem:
    message = f"its {claim.name} {claimed!r} belongs to {owner.path}"
    return Problem(loser.path, 1, message, claim.mend, is_error=True)


def _taken(article: Article, path: str, owner: str) -> Problem:
    message = f"its former address /{path} belongs to {owner}"
    return Problem(article.path, 1, message, "remove it from aliases:", is_error=False)
