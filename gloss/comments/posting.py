"""Posting: the challenge is spent and the comment stored in one transaction, or neither."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, and_, bindparam, insert, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from gloss import database
from gloss.captcha import spending
from gloss.captcha.spending import Outcome
from gloss.captcha.ways import Attempt, Way
from gloss.comments import budgets
from gloss.comments.models import Comment, State, Thread
from gloss.language import stored
from gloss.prepared import Prepared
from gloss.spam import signals

WITHOUT_CAPTCHA = stored("sent without the captcha, as anybody may twice a day")
GIVEN = ("author_name", "email", "text", "reasons", "network", "receipt", "posted_at")


@dataclass(frozen=True)
class Draft:
    """What a visitor typed, in the right shape."""

    author_name: str
    email: str | None
    text: str
    honeypot: str = ""
    parent_id: int | None = None  # the comment that it answers


class ParentGone(Exception):
    """The comment to answer is not public on this article, or not any more; nothing was stored."""


@dataclass(frozen=True)
class Submission:
    """A draft on its way to an article, with the answer that lets it pass."""

    article_id: str
    draft: Draft
    attempt: Attempt
    sender: str  # keyed hash of the network to count it for
    network: str  # keyed hash of the same to store, or nothing
    suspicions: tuple[str, ...] = ()  # about where it comes from, in plain words

    @cached_property
    def receipt(self) -> str:
        """The secret part of the receipt's address: the same for a second click."""
        return self.attempt.challenge.derived("receipt")

    @property
    def digest(self) -> str:
        """What makes a second click the same submission, in 64 hexadecimal digits."""
        said = [self.article_id, vars(self.draft), self.attempt.way.value, self.attempt.typed]
        return sha256(json.dumps(said).encode()).hexdigest()


def post(session: Session | Connection, submission: Submission, now: datetime) -> Outcome:
    """Spend the challenge on ``submission`` and, if the answer is right, keep the comment.

    A wrong answer spends the challenge too, so the caller commits either way.

    :raises ParentGone: the comment that it answers was removed meanwhile.
    :raises limits.Refusal: it came without an answer, too often from one network.
    """
    attempt = submission.attempt
    outcome = spending.spend(session, attempt.challenge, attempt.is_right, submission.digest, now)
    if outcome is Outcome.RIGHT:
        _store(session, _comment(submission, now))
        if attempt.way is Way.PERSON:  # counted here, so that a second click is not a second one
            budgets.WITHOUT_CAPTCHA.demand(submission.sender)
    return outcome


def by_receipt(session: Session, receipt: str) -> Comment | None:
    """Find the comment that the bearer of ``receipt`` wrote."""
    return session.scalar(select(Comment).where(Comment.receipt == _hashed(receipt)))


def _store(session: Session | Connection, comment: dict[str, object]) -> None:
    """Keep ``comment`` in its article's thread, which the first comment makes."""
    connection = session.connection() if isinstance(session, Session) else session
    if comment["parent_id"]:
        if not _insertion_of_answer().run(connection, comment):
            raise ParentGone
        return
    if not _insertion().run(connection, comment):
        article_id = comment["article_id"]
        database.insert_if_new(session, Thread, article_id=article_id, approved_count=0, revision=0)
        _insertion().run(connection, comment)


@cache
def _insertion() -> Prepared:
    """Insert a comment if its article has a thread.

    Of tables and not of models, because a unit of work takes longer than all else in a post.
    """
    thread = Thread.__table__
    return _inserted({"thread_id": thread.c.id}, thread.c.article_id == bindparam("article_id"))


@cache
def _insertion_of_answer() -> Prepared:
    """Insert a comment if the one that it answers is public on the same article."""
    parent, thread = Comment.__table__.alias(), Thread.__table__
    is_public = and_(
        parent.c.id == bindparam("parent_id"),
        parent.c.state == State.APPROVED,
        thread.c.id == parent.c.thread_id,
        thread.c.article_id == bindparam("article_id"),
    )
    return _inserted({"thread_id": parent.c.thread_id, "parent_id": parent.c.id}, is_public)


def _inserted(found: dict[str, ColumnElement[int]], where: ColumnElement[bool]) -> Prepared:
    """Insert what is given, what was ``found``, and the model's defaults for all else."""
    comment = Comment.__table__
    given = {name: bindparam(name, type_=comment.c[name].type) for name in GIVEN}
    defaults = {
        column.name: literal(column.default.arg, column.type)
        for column in comment.c
        if isinstance(column.default, ScalarElementColumnDefault)
    }
    row = {**defaults, **given, **found}
    rows = select(*row.values()).where(where)
    return Prepared(insert(comment).from_select(list(row), rows, include_defaults=False))


def _comment(submission: Submission, now: datetime) -> dict[str, object]:
    draft = submission.draft
    return {
        "article_id": submission.article_id,
        "parent_id": draft.parent_id,
        "author_name": draft.author_name,
        "email": draft.email,
        "text": draft.text,
        "reasons": _reasons(submission, now),
        "network": submission.network,
        "receipt": _hashed(submission.receipt),
        "posted_at": now,
    }


def _reasons(submission: Submission, now: datetime) -> list[str]:
    """Say what a moderator should know: first the way it came, then what looks suspicious."""
    draft, attempt = submission.draft, submission.attempt
    seen = signals.reasons(
        signals.Submission(
            author_name=draft.author_name,
            text=draft.text,
            honeypot=draft.honeypot,
            seconds_taken=(now - attempt.challenge.issued_at).total_seconds(),
        )
    )
    came = [WITHOUT_CAPTCHA] if attempt.way is Way.PERSON else []
    return [*came, *seen, *submission.suspicions]


def _hashed(receipt: str) -> str:
    return sha256(receipt.encode()).hexdigest()
