"""Saved views: filters under a name, for one moderator or for all."""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from gloss.moderation.models import SavedView

MOST = 20  # of one moderator; older ones go


def of(session: Session, moderator_id: int) -> Sequence[SavedView]:
    """Return a moderator's views and those that others share, by name."""
    theirs = or_(SavedView.moderator_id == moderator_id, SavedView.is_shared)
    return session.scalars(select(SavedView).where(theirs).order_by(SavedView.name)).all()


def save(session: Session, view: SavedView) -> None:
    """Keep a view; one that its moderator gave the same name before goes."""
    mine = SavedView.moderator_id == view.moderator_id
    session.execute(delete(SavedView).where(mine, SavedView.name == view.name))
    session.add(view)
    session.flush()
    kept = select(SavedView.id).where(mine).order_by(SavedView.id.desc()).limit(MOST)
    session.execute(
        delete(SavedView).where(mine, SavedView.id.not_in(kept)),
        execution_options={"synchronize_session": False},
    )


def remove(session: Session, view_id: int, moderator_id: int) -> None:
    """Forget one of a moderator's own views."""
    mine = SavedView.moderator_id == moderator_id
    session.execute(delete(SavedView).where(mine, SavedView.id == view_id))
