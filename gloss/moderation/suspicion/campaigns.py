"""Campaigns: comments that are nearly the same, grouped so that one decision serves all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from gloss import database
from gloss.comments.models import Comment, State
from gloss.moderation.models import Assessment, NearKey
from gloss.spam import near_duplicates

MOST_CANDIDATES = 20  # for each key: the newest
MOST_COMPARED = 40
MOST_SHOWN = 500  # comments that one decision is about
GROUPS_SHOWN = 50
KEPT = timedelta(days=60)
SWEPT_AT_ONCE = 500  # comments, the oldest


@dataclass(frozen=True)
class Likeness:
    """What a text shares with its near duplicates."""

    shingles: frozenset[int]
    keys: tuple[int, ...]


@dataclass(frozen=True)
class Campaign:
    """Comments that wait and are nearly the same."""

    id: int
    comments: int
    networks: int


def likeness(text: str) -> Likeness:
    """Return what ``text`` can be found by; some milliseconds for a long one."""
    shingles = near_duplicates.shingles(text)
    return Likeness(shingles, tuple(near_duplicates.keys(shingles)))


def join(session: Session, comment_id: int, likeness: Likeness) -> int | None:
    """Remember a comment's keys, and return the campaign it belongs to, if it is like others.

    One that is like comments of two campaigns makes them one.
    """
    near = _near(session, comment_id, likeness)
    if likeness.keys:
        rows = [{"key": key, "comment_id": comment_id} for key in sorted(set(likeness.keys))]
        database.insert_all_new(session, NearKey, rows)
    if not near:
        return None
    known = _campaigns_of(session, near)
    first = min(known | {comment_id, *near})
    _unite(session, known - {first}, near, first)
    return first


def waiting(session: Session) -> list[Campaign]:
    """Return the campaigns with at least two comments that wait, the largest first."""
    size = func.count()
    rows = session.execute(
        select(Assessment.campaign, size, func.count(Comment.network.distinct()))
        .join(Comment, Comment.id == Assessment.comment_id)
        .where(Assessment.campaign.is_not(None), Comment.state == State.PENDING)
        .group_by(Assessment.campaign)
        .having(size > 1)
        .order_by(size.desc(), Assessment.campaign)
        .limit(GROUPS_SHOWN)
    )
    return [Campaign(id, comments, networks) for id, comments, networks in rows if id]  # noqa: A001


def with_text(session: Session) -> list[tuple[Campaign, Comment]]:
    """Return the campaigns that wait, each with its comment that has waited longest."""
    return [(campaign, members(session, campaign.id, most=1)[0]) for campaign in waiting(session)]


def of(session: Session, comment_id: int) -> Campaign | None:
    """Return the campaign in which a comment waits with others."""
    campaign = session.scalar(
        select(Assessment.campaign).where(Assessment.comment_id == comment_id)
    )
    if campaign is None:
        return None
    members = _members(campaign).with_only_columns(
        func.count(), func.count(Comment.network.distinct())
    )
    comments, networks = session.execute(members).one()
    return Campaign(campaign, comments, networks) if comments > 1 else None


def members(session: Session, campaign: int, most: int = MOST_SHOWN) -> Sequence[Comment]:
    """Return the comments of a campaign that wait, oldest first, at most ``most``."""
    some = _members(campaign).order_by(Comment.id).limit(most)
    return session.scalars(some).all()


def decided(session: Session, campaign: int) -> dict[State, int]:
    """Count what became of those comments of a campaign that wait no more."""
    rows = session.execute(
        select(Comment.state, func.count())
        .join(Assessment, Assessment.comment_id == Comment.id)
        .where(Assessment.campaign == campaign, Comment.state != State.PENDING)
        .group_by(Comment.state)
    )
    return {state: count for state, count in rows}  # noqa: C416 (rows are no pairs to mypy)


def sweep(session: Session, now: datetime) -> None:
    """Forget the keys of comments that were deleted, or are too old for a campaign to go on."""
    deleted = select(Comment.id).where(Comment.state == State.DELETED)
    old = select(Comment.id).where(Comment.posted_at < now - KEPT, Comment.state != State.PENDING)
    keyed = select(NearKey.comment_id).distinct().order_by(NearKey.comment_id).limit(SWEPT_AT_ONCE)
    session.execute(
        delete(NearKey)
        .where(
            NearKey.comment_id.in_(deleted)
            | (NearKey.comment_id.in_(keyed) & NearKey.comment_id.in_(old))
        )
        .execution_options(synchronize_session=False)
    )


def _members(campaign: int) -> Select[Comment]:
    return (
        select(Comment)
        .join(Assessment, Assessment.comment_id == Comment.id)
        .where(Assessment.campaign == campaign, Comment.state == State.PENDING)
    )


def _near(session: Session, comment_id: int, likeness: Likeness) -> list[int]:
    """Return the comments that really are near duplicates among those with a key in common.

    Of many candidates the newest ones are compared: this is done within a transaction.
    """
    candidates: set[int] = set()
    for key in likeness.keys:
        newest = select(NearKey.comment_id).where(NearKey.key == key)
        newest = newest.order_by(NearKey.comment_id.desc()).limit(MOST_CANDIDATES)
        candidates.update(session.scalars(newest))
    compared = sorted(candidates - {comment_id})[-MOST_COMPARED:]
    texts = session.execute(select(Comment.id, Comment.text).where(Comment.id.in_(compared)))
    return [
        other
        for other, text in texts
        if near_duplicates.are_near(likeness.shingles, near_duplicates.shingles(text))
    ]


def _campaigns_of(session: Session, comments: Iterable[int]) -> set[int]:
    found = select(Assessment.campaign).where(Assessment.comment_id.in_(comments))
    return {campaign for campaign in session.scalars(found) if campaign is not None}


def _unite(session: Session, others: set[int], near: Sequence[int], first: int) -> None:
    session.execute(
        update(Assessment)
        .where(Assessment.comment_id.in_(near) | Assessment.campaign.in_(others))
        .values(campaign=first)
        .execution_options(synchronize_session=False)
    )
