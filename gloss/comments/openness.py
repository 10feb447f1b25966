"""Whether an article takes comments, until when, and which of them wait: for pages and policy."""

from datetime import datetime

from gloss import clock, site
from gloss.articles import library
from gloss.articles.article import Article
from gloss.comment_policy import Policy


def takes_comments(article: Article) -> bool:
    """Tell whether visitors may comment on ``article`` now."""
    return library.current().takes_comments(article, clock.now())


def closes_at(article: Article) -> datetime | None:
    """Return from when on ``article`` takes no comments, if that is known."""
    return library.current().closes_at(article)


def policy(article: Article) -> Policy:
    """Return which comments on ``article`` wait for a moderator."""
    own = article.comment_policy
    return Policy(own) if own else site.current().comments.policy


def holds_all(article: Article) -> bool:
    """Tell whether a person reads every comment on ``article`` before it appears."""
    return policy(article) is Policy.HOLD_ALL
