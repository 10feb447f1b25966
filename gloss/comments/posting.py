"""Posting: the challenge is spent and the comment stored in one transaction, or neither."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss import database
from gloss.captcha import spending
from gloss.captcha.challenge import Challenge
from gloss.captcha.spending import Outcome
from gloss.comments.models import Comment, Thread
from gloss.spam import signals


@dataclass(frozen=True)
class Draft:
    """What a visitor typed, in the right shape."""

    author_name: str
    email: str | None
    text: str
    honeypot: str = ""


@dataclass(frozen=True)
class Submission:
    """A draft on its way to an article, with the answer that lets it pass."""

    article_id: str
    draft: Draft
    challenge: Challenge
    answer: str
    network: str  # keyed hash of where it comes from

    @property
    def receipt(self) -> str:
        """The secret part of the receipt's address: the same for a second click."""
        return self.challenge.derived("receipt")

    @property
    def digest(self) -> str:
        """What makes a second click the same submission, in 64 hexadecimal digits."""
        said = [self.article_id, asdict(self.draft), self.answer]
        return sha256(json.dumps(said).encode()).hexdigest()


def post(session: Session, submission: Submission, now: datetime) -> Outcome:
    """Spend the challenge on ``submission`` and, if the answer is right, keep the comment.

    A wrong answer spends the challenge too, so the caller commits either way.
    """
    outcome = spending.spend(
        session, submission.challenge, submission.answer, submission.digest, now
    )
    if outcome is Outcome.RIGHT:
        session.add(_comment(session, submission, now))
    return outcome


def by_receipt(session: Session, receipt: str) -> Comment | None:
    """Find the comment that the bearer of ``receipt`` wrote."""
    return session.scalar(select(Comment).where(Comment.receipt == _hashed(receipt)))


def _comment(session: Session, submission: Submission, now: datetime) -> Comment:
    draft = submission.draft
    return Comment(
        thread_id=_thread_id(session, submission.article_id),
        author_name=draft.author_name,
        email=draft.email,
        text=draft.text,
        reasons=signals.reasons(
            signals.Submission(
                author_name=draft.author_name,
                text=draft.text,
                honeypot=draft.honeypot,
                seconds_taken=(now - submission.challenge.issued_at).total_seconds(),
            )
        ),
        network=submission.network,
        receipt=_hashed(submission.receipt),
        posted_at=now,
    )


def _thread_id(session: Session, article_id: str) -> int:
    database.insert_if_new(session, Thread, article_id=article_id, approved_count=0, revision=0)
    return session.scalars(select(Thread.id).where(Thread.article_id == article_id)).one()


def _hashed(receipt: str) -> str:
    return sha256(receipt.encode()).hexdigest()
