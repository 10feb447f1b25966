"""How long what nobody needs any more is kept: networks, reports, words that were refused."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gloss import settings, site
from gloss.comments.models import WITH_NETWORK, Comment, Decision, State
from gloss.comments.receipts import personal_data
from gloss.comments.reports.models import WITH_REPORTER, WITH_WORDS, Report

REFUSED_AT_ONCE = 200  # comments, of each state


def forget_networks(session: Session, now: datetime) -> None:
    """Blank the networks of comments and reports older than ``NETWORK_DAYS``."""
    until = now - timedelta(days=settings.current().network_days)
    old = update(Comment).where(WITH_NETWORK, Comment.posted_at <= until)
    session.execute(old.values(network=""), execution_options={"synchronize_session": False})
    reports = update(Report).where(WITH_REPORTER, Report.reported_at <= until)
    session.execute(reports.values(reporter=""), execution_options={"synchronize_session": False})


def forget_words_of_reports(session: Session, now: datetime) -> None:
    """Blank what was typed into reports older than ``keep_refused_days``; the complaint stays."""
    until = now - timedelta(days=site.current().comments.keep_refused_days)
    old = update(Report).where(WITH_WORDS, Report.reported_at <= until).values(words="", doubts=[])
    session.execute(old, execution_options={"synchronize_session": False})


def erase_refused(session: Session, now: datetime) -> None:
    """Erase comments that were refused, and not decided about for ``keep_refused_days``."""
    until = now - timedelta(days=site.current().comments.keep_refused_days)
    for state in (State.REJECTED, State.SPAM):
        personal_data.erase(session, _refused(session, state, until), now)


def _refused(session: Session, state: State, until: datetime) -> list[int]:
    """Look at the oldest alone: going through all would grow with them."""
    oldest = select(Comment.id, Comment.posted_at).where(Comment.state == state)
    some = oldest.order_by(Comment.id).limit(REFUSED_AT_ONCE).subquery()
    later = select(Decision.id).where(Decision.comment_id == some.c.id, Decision.decided_at > until)
    return list(
        session.scalars(select(some.c.id).where(some.c.posted_at <= until, ~later.exists()))
    )
