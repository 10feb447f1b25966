"""Who keeps an address or a thread that two files claim. The same files always give one answer."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from gloss.articles.article import Article, Page
from gloss.articles.problems import Problem

Content = TypeVar("Content", Article, Page)


def slugs(contents: Iterable[Content]) -> tuple[list[Content], list[Problem]]:
    """Keep one content for each address: the one that is no draft and has the shorter path."""
    mend = "rename one of the files, or give it a slug: of its own"
    return _settled(contents, lambda content: content.slug, _rank, _Claim("address", mend))


def threads(articles: Iterable[Article]) -> tuple[list[Article], list[Problem]]:
    """Keep one article for each thread: an id that was written wins over a file's name."""
    mend = "give it an id: of its own, which no other article has"
    return _settled(
        articles,
        lambda article: article.article_id,
        lambda article: (not article.has_own_id, *_rank(article)),
        _Claim("id", mend),
    )


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
    owners: dict[str, Content] = {}
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
