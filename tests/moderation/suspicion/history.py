"""A site's history in short: comments that came, and what Mo decided about them."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss import database, settings
from gloss.comments.models import Comment, Decision, State, Thread
from gloss.database import db
from gloss.moderation import decisions
from gloss.moderation.decisions import Decide, Seen
from gloss.moderation.models import Assessment
from gloss.moderation.suspicion.background import FILE, SpamWork

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
AD = "Buy the cheapest watches at https://deals.example now, number {}"
NOTE = "The tide at our pier came a little later than you say on day {}"


def came(*texts: str, name: str = "Ada", network: str = "n") -> list[int]:
    """Store comments that wait; return their ids."""

    def work(session: Session) -> list[int]:
        database.insert_if_new(session, Thread, article_id="tides", approved_count=0, revision=0)
        thread = session.scalars(select(Thread).order_by(Thread.id).limit(1)).one()
        comments = [
            Comment(
                thread_id=thread.id,
                author_name=name,
                text=text,
                reasons=[],
                network=network,
                receipt=uuid4().hex,
                posted_at=NOON,
            )
            for text in texts
        ]
        session.add_all(comments)
        session.flush()
        return [comment.id for comment in comments]

    return database.write(work)


def decided(comment_id: int, decide: Decide, by: int) -> int:
    """Decide about a comment as it stands; return the decision's id."""
    version = comment(comment_id).version
    return database.write(lambda s: decide(s, Seen(comment_id, version, by), NOON))


def taught(by: int, number: int = 25) -> None:
    """Let Mo decide about so many ads and as many notes."""
    ads = came(*(AD.format(n) for n in range(number)))
    notes = came(*(NOTE.format(n) for n in range(number)))

    def decide(session: Session) -> None:
        for ad, note in zip(ads, notes, strict=True):
            decisions.mark_spam(session, Seen(ad, 1, by), NOON)
            decisions.approve(session, Seen(note, 1, by), NOON)

    database.write(decide)


def comment(comment_id: int) -> Comment:
    """Read a comment as it stands."""
    db.session.rollback()
    return db.session.get_one(Comment, comment_id, populate_existing=True)


def assessment(comment_id: int) -> Assessment:
    """Read what was found about a comment."""
    db.session.rollback()
    return db.session.get_one(Assessment, comment_id, populate_existing=True)


def last_decision(comment_id: int) -> Decision:
    """Read the last decision about a comment."""
    made = decisions.latest(db.session(), comment_id)
    assert made is not None
    return made


def file() -> Path:
    """Return where the model is kept."""
    return settings.current().instance_dir / FILE


def worked(work: SpamWork | None = None, now: datetime = NOON) -> SpamWork:
    """Let the background work do all there is to do."""
    work = work or SpamWork(file())
    while work.step(now):
        pass
    return work


def states(*comment_ids: int) -> list[State]:
    """Return the states of comments."""
    return [comment(one).state for one in comment_ids]
