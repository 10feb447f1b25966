"""How long what is known of a commenter's network is kept."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from gloss import settings
from gloss.comments.models import WITH_NETWORK, Comment


def forget_networks(session: Session, now: datetime) -> None:
    """Blank the networks of comments older than ``NETWORK_DAYS``."""
    until = now - timedelta(days=settings.current().network_days)
    old = update(Comment).where(WITH_NETWORK, Comment.posted_at <= until)
    session.execute(old.values(network=""), execution_options={"synchronize_session": False})
