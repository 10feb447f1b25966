"""Who speaks freely: comments that Gloss publishes by itself, as their article's policy has it.

Trust is never a typed name or address: it is a mailbox whose holder said that the comment is theirs
(``Comment.mailbox_id``), and of which a moderator approved a comment. It is read from what is
decided, and stored nowhere: so a rejection ends it at once, and undoing the rejection restores it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss.articles import library
from gloss.comment_policy import Policy
from gloss.comments import openness
from gloss.comments.mailboxes.models import Mailbox
from gloss.comments.models import PROVEN_AND_WAITING, UNATTENDED, Comment, Decision, State
from gloss.comments.posting import WITHOUT_CAPTCHA
from gloss.moderation import decisions
from gloss.moderation.decisions import ChangedSince, Seen, Unknown
from gloss.moderation.models import Assessment
from gloss.moderation.suspicion import wording
from gloss.site import Site
from gloss.spam.rules import Action

AT_ONCE = 20  # comments
PAGE_SIZE = 50
REFUSED = (State.REJECTED, State.SPAM)


def proven(session: Session, after: int) -> Sequence[int]:
    """Return waiting comments of proven mailboxes, the first ``AT_ONCE`` beyond ``after``."""
    found = select(Comment.id).where(PROVEN_AND_WAITING, Comment.id > after)
    return session.scalars(found.order_by(Comment.id).limit(AT_ONCE)).all()


def allowed(session: Session, site: Site, ids: Sequence[int], now: datetime) -> list[Seen]:
    """Return those of some comments that may be published, each as it was looked at, and why.

    Only what was assessed as it stands, and about which nobody ever decided.
    """
    decided = select(Decision.id).where(Decision.comment_id == Comment.id)
    rows = session.execute(
        select(Comment, Assessment)
        .join(Assessment, Assessment.comment_id == Comment.id)
        .where(Comment.id.in_(ids), Comment.state == State.PENDING)
        .where(Assessment.version == Comment.version, ~decided.exists())
        .order_by(Comment.thread_id)  # see ``standing.locked``
    )
    reasons = ((comment, _why(session, site, comment, found, now)) for comment, found in rows)
    return [Seen(comment.id, comment.version, None, why) for comment, why in reasons if why]


def publish(session: Session, site: Site, ids: Sequence[int], now: datetime) -> int:
    """Publish those of some comments that may be; return how many that were.

    What allows it is read in the same transaction, so that trust that ended counts no more.
    """
    count = 0
    for seen in allowed(session, site, ids, now):
        try:
            decisions.approve(session, seen, now)
            count += 1
        except (ChangedSince, Unknown):
            continue  # its writer or a moderator was faster
    return count


def is_trusted(session: Session, mailbox_id: int) -> bool:
    """Tell whether a person approved a comment of a confirmed mailbox, and refused none.

    A comment that was refused counts until it is undone, or its words are erased.
    """
    theirs = select(Comment.id).where(Comment.mailbox_id == mailbox_id)
    approved = (
        theirs.join(Mailbox, Mailbox.id == Comment.mailbox_id)
        .join(Decision, Decision.comment_id == Comment.id)
        .where(Mailbox.confirmed_at.is_not(None), Comment.state == State.APPROVED)
        .where(Decision.to_state == State.APPROVED, Decision.moderator_id.is_not(None))
    )
    refused = theirs.where(Comment.state.in_(REFUSED))
    if session.scalar(refused.limit(1)) is not None:
        return False
    return session.scalar(approved.limit(1)) is not None


def published(session: Session, before: int | None = None) -> Sequence[Decision]:
    """Return the decisions by which Gloss published comments by itself, the newest first."""
    older = [Decision.id < before] if before else []
    made = select(Decision).where(UNATTENDED, *older)
    return session.scalars(made.order_by(Decision.id.desc()).limit(PAGE_SIZE)).all()


def _why(session: Session, site: Site, comment: Comment, found: Assessment, now: datetime) -> str:
    """Say why a comment is published; nothing if a person has to read it."""
    article = library.current().by_id(comment.thread.article_id, now)
    if article is None or WITHOUT_CAPTCHA in comment.reasons or _is_held(site, found):
        return ""
    policy = openness.policy(article)
    if policy is Policy.HOLD_FIRST_TIMERS and comment.mailbox_id:
        whose = {"policy": policy.value, "mailbox": comment.mailbox_id}
        return wording.TRUSTED % whose if is_trusted(session, comment.mailbox_id) else ""
    is_plain = found.score is not None and not comment.reasons and found.campaign is None
    if policy is Policy.HOLD_SUSPICIOUS and found.score is not None and is_plain:
        said = {"policy": policy.value, "score": f"{100 * found.score:.0f}"}
        return wording.NOTHING_NOTICED % said
    return ""


def _is_held(site: Site, found: Assessment) -> bool:
    """Tell whether a moderator's rule or the score speaks against a comment."""
    has_rule = found.rule is not None and found.rule.action is not Action.ALLOW
    return has_rule or (found.score is not None and found.score >= site.comments.hold_from_score)
