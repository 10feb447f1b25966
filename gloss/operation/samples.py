"""Sample comments in every state, marked as samples: how one sees Gloss in a minute."""

from datetime import datetime, timedelta
from itertools import cycle

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss.accounts import moderators
from gloss.accounts.models import Moderator
from gloss.articles import library
from gloss.captcha.challenge import issue
from gloss.captcha.ways import look_or_listen
from gloss.comments import posting
from gloss.comments.challenges import PURPOSE
from gloss.comments.models import Comment, State
from gloss.comments.posting import Draft, Submission
from gloss.comments.reports import reporting
from gloss.comments.reports.models import Complaint
from gloss.comments.reports.reporting import Sent
from gloss.moderation import decisions
from gloss.moderation.decisions import Seen
from gloss.visitors import network

MODERATOR = "Mo"
MARK = "(sample)"
WRITING_TIME = timedelta(minutes=3)

DECIDE = {
    State.APPROVED: decisions.approve,
    State.REJECTED: decisions.reject,
    State.SPAM: decisions.mark_spam,
}
SAMPLES = (
    (
        State.APPROVED,
        "Ada",
        """I had twelve sessions after an operation. The swelling went down *slowly*, as you say.

What helped me to keep going:

- a fixed day in the week
- a photo once a month""",
    ),
    (
        State.APPROVED,
        "Bo",
        """> does not give a quick effect

Thank you for saying so plainly. Most pages do not.""",
    ),
    (State.APPROVED, "سلمى", "هل تناسب هذه الطريقة البشرة الحساسة؟ شكرًا على الشرح الواضح."),
    (State.PENDING, "Ada", "Is there anything one should not put on the skin on the same day?"),
    (State.PENDING, "美咲", "週に二回通うのが難しい場合、間隔を空けても意味はありますか。"),
    (
        State.PENDING,
        "Cheap Deals",
        """BEST CREAM EVER, BUY NOW AND SAVE!!!
https://deals.example https://win.example https://more.example""",
    ),
    (State.PENDING, "Bo", "Which of the sources would you read first?"),
    (State.REJECTED, "Eve", "You are all fools, and whoever reads this is one too."),
    (State.SPAM, "Casino Bonus", "Free spins: https://spins.example https://spins.example/vip"),
)
REPORT = "It reads as if this helped everybody. It did not help me."


class InUse(Exception):
    """The database holds somebody's data already."""


def fill(session: Session, now: datetime) -> str:
    """Write the samples, and make a moderator; return the token of the link to set a password.

    :raises InUse: there is a moderator, so this is no throw-away database.
    """
    if moderators.exist(session):
        raise InUse
    token = moderators.invite(session, MODERATOR, now)
    mo = session.scalars(select(Moderator.id)).one()
    articles = cycle(library.current().published(now))
    for number, (sample, article) in enumerate(zip(SAMPLES, articles, strict=False)):
        posted_at = now - timedelta(hours=3 * (len(SAMPLES) - number))
        _tell(session, article.article_id, sample, mo, posted_at)
    session.flush()
    _report(session, now)
    return token


def _report(session: Session, now: datetime) -> None:
    """Let a reader report the first sample that is public."""
    public = select(Comment).where(Comment.state == State.APPROVED).order_by(Comment.id)
    comment = session.scalar(public.limit(1))
    if comment:
        article_id, reader = comment.thread.article_id, network.fingerprint("reader")
        sent = Sent(article_id, comment.id, Complaint.HARM, f"{REPORT} {MARK}", reader)
        reporting.report(session, sent, now)


def _tell(
    session: Session, article_id: str, sample: tuple[State, str, str], mo: int, posted_at: datetime
) -> None:
    """Post one sample, and let the moderator decide about it."""
    state, name, text = sample
    draft = Draft(f"{name} {MARK}", None, text)
    seen = Seen(_post(session, article_id, draft, posted_at), version=1, moderator_id=mo)
    if state in DECIDE:
        DECIDE[state](session, seen, posted_at + WRITING_TIME)


def _post(session: Session, article_id: str, draft: Draft, posted_at: datetime) -> int:
    """Post as a visitor does, with the right answer to a challenge."""
    challenge = issue(article_id, PURPOSE, posted_at - WRITING_TIME)
    attempt = look_or_listen(challenge, challenge.picture_answer)
    here = network.fingerprint("sample")
    sent = Submission(article_id, draft, attempt, sender=here, network=here)
    posting.post(session, sent, posted_at)
    session.flush()
    comment = posting.by_receipt(session, sent.receipt)
    assert comment is not None  # noqa: S101 (the answer was right)
    return comment.id
