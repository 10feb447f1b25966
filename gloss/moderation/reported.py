"""What readers reported, as moderators see it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from gloss.comments.models import REPORTED, Comment
from gloss.comments.reports.models import Complaint, Report
from gloss.database import db

MOST_SHOWN = 50  # reports of one comment, the newest
MOST_LISTED = 5  # comments


@dataclass(frozen=True)
class Reports:
    """The newest reports of one comment."""

    still_open: Sequence[Report]
    settled: Sequence[Report]

    @property
    def complaints(self) -> Counter[Complaint]:
        """How many networks said what, of the open ones."""
        return Counter(report.complaint for report in self.still_open if report.is_first)

    @property
    def newest(self) -> int:
        """The id of the last one that is shown."""
        return max(report.id for report in self.still_open)


def of(comment: Comment) -> Reports:
    """Return what readers said of one comment, the newest first."""
    theirs = select(Report).where(Report.comment_id == comment.id)
    found = db.session.scalars(theirs.order_by(Report.id.desc()).limit(MOST_SHOWN)).all()
    still_open = [report for report in found if report.settled_by_id is None]
    return Reports(still_open, [report for report in found if report.settled_by_id])


def listed() -> Sequence[Comment]:
    """Return some comments that readers reported, the oldest first, as the queue has them."""
    some = select(Comment).where(REPORTED).order_by(Comment.id).limit(MOST_LISTED)
    return db.session.scalars(some).all()
