"""Looking at new comments: their score, the rule that matches, and the campaign they belong to.

Done in the background, a moment after a comment was posted, so that posting waits for none of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from gloss import database
from gloss.comments.models import Comment, Decision, State
from gloss.moderation import decisions
from gloss.moderation.decisions import ChangedSince, Seen, Unknown
from gloss.moderation.models import Assessment, NearKey
from gloss.moderation.suspicion import campaigns, ruling, thresholds, wording
from gloss.moderation.suspicion.campaigns import Likeness
from gloss.spam import rules
from gloss.spam.features import features
from gloss.spam.model import Model
from gloss.spam.rules import Action
from gloss.spam.signals import Submission

AT_ONCE = 10  # comments in one short transaction
MOST_FORGOTTEN = 500  # comments at once
MOST_SCORED_ANEW = 5_000
OVERLAP = 1_000  # ids that are looked at again: a comment may be committed after a later one


@dataclass(frozen=True)
class Found:
    """What was found about one comment, before it is written down."""

    comment_id: int
    thread_id: int
    version: int
    score: float | None
    rule: rules.Rule | None
    likeness: Likeness


def submission(comment: Comment) -> Submission:
    """Return a comment as ``spam`` knows it."""
    return Submission(comment.author_name, comment.text, network=comment.network)


def unassessed(session: Session, after: int) -> Sequence[Comment]:
    """Return waiting comments that nobody looked at, the first ``AT_ONCE`` beyond ``after``."""
    known = select(Assessment.comment_id).where(Assessment.comment_id == Comment.id)
    return session.scalars(
        select(Comment)
        .where(Comment.state == State.PENDING, Comment.id > after, ~known.exists())
        .order_by(Comment.id)
        .limit(AT_ONCE)
    ).all()


def newest(session: Session) -> int:
    """Return the id of the newest comment; 0 if there is none."""
    return session.scalar(select(func.max(Comment.id))) or 0


def found(session: Session, model: Model, comments: Sequence[Comment]) -> list[Found]:
    """Look at ``comments``; all that takes time is done here, before a transaction begins."""
    in_force = ruling.in_force(session)
    return [
        Found(
            comment.id,
            comment.thread_id,
            comment.version,
            score(model, submission(comment)),
            rules.verdict(in_force, submission(comment)),
            campaigns.likeness(comment.text),
        )
        for comment in comments
    ]


def score(model: Model, submission: Submission) -> float | None:
    """Return how much ``submission`` looks like spam; nothing before enough was decided."""
    return model.score(features(submission)) if model.is_ready else None


def keep(session: Session, all_found: Sequence[Found], now: datetime) -> None:
    """Write down what was found, and do what the rules and the threshold ask for."""
    threshold = thresholds.current(session)
    for one in all_found:
        _keep(session, one)
    for one in sorted(all_found, key=lambda found: found.thread_id):  # see ``standing.locked``
        why = _sent_away_because(one, threshold)
        if why:
            _send_away(session, one, why, now)


def changed(session: Session) -> Sequence[int]:
    """Return waiting comments whose writer changed them since they were looked at."""
    decided = select(Decision.id).where(
        Decision.comment_id == Comment.id, Decision.version == Comment.version
    )
    return session.scalars(
        select(Comment.id)
        .join(Assessment, Assessment.comment_id == Comment.id)
        .where(Comment.state == State.PENDING, Comment.version != Assessment.version)
        .where(~decided.exists())
        .limit(MOST_FORGOTTEN)
    ).all()


def forget(session: Session, comments: Sequence[int]) -> None:
    """Forget what was found about comments, so that they are looked at anew."""
    for model in (Assessment, NearKey):
        session.execute(
            delete(model)
            .where(model.comment_id.in_(comments))
            .execution_options(synchronize_session=False)
        )


def forget_scores(session: Session) -> None:
    """Let the newest comments that wait be scored anew: by a model that was built anew."""
    waiting = select(Comment.id).where(Comment.state == State.PENDING)
    newest = waiting.order_by(Comment.id.desc()).limit(MOST_SCORED_ANEW)
    session.execute(
        update(Assessment)
        .where(Assessment.comment_id.in_(newest))
        .values(score=None)
        .execution_options(synchronize_session=False)
    )


def unscored(session: Session) -> Sequence[Comment]:
    """Return comments that wait without a score, though somebody looked at them."""
    return session.scalars(
        select(Comment)
        .join(Assessment, Assessment.comment_id == Comment.id)
        .where(Comment.state == State.PENDING, Assessment.score.is_(None))
        .order_by(Comment.id.desc())
        .limit(AT_ONCE)
    ).all()


def scores(model: Model, comments: Sequence[Comment]) -> list[dict[str, object]]:
    """Return what ``keep_scores`` is to write down."""
    return [{"comment_id": c.id, "score": score(model, submission(c))} for c in comments]


def keep_scores(session: Session, scores: Sequence[dict[str, object]]) -> None:
    """Write down scores; they decide nothing: a threshold is for what comes."""
    session.execute(update(Assessment), scores)


def _keep(session: Session, one: Found) -> None:
    campaign = campaigns.join(session, one.comment_id, one.likeness)
    database.insert_if_new(
        session,
        Assessment,
        comment_id=one.comment_id,
        version=one.version,
        score=one.score,
        rule_id=one.rule.id if one.rule else None,
        campaign=campaign,
    )


def _sent_away_because(one: Found, threshold: float | None) -> str:
    """Say why a comment goes to spam by itself; nothing if it stays."""
    if one.rule:
        rule = {"rule": one.rule.id, "kind": one.rule.kind.value, "value": one.rule.value}
        return wording.RULE % rule if one.rule.action is Action.SPAM else ""
    if threshold is not None and one.score is not None and one.score >= threshold:
        hundredths = {"score": f"{100 * one.score:.0f}", "threshold": f"{100 * threshold:.0f}"}
        return wording.SCORE % hundredths
    return ""


def _send_away(session: Session, one: Found, why: str, now: datetime) -> None:
    try:
        decisions.mark_spam(session, Seen(one.comment_id, one.version, None, why), now)
    except (ChangedSince, Unknown):
        return  # somebody was faster: a person's decision stands
