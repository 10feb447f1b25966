"""Finding a comment by an address that nobody but its writer knows."""

from datetime import datetime

from sqlalchemy.orm import Session

from gloss.comments import posting
from gloss.comments.mailboxes import links
from gloss.comments.mailboxes.models import Purpose
from gloss.comments.models import Comment


def comment_of(session: Session, receipt: str, now: datetime) -> Comment | None:
    """Return the comment of a receipt's address: that of the thank-you, or one from a letter."""
    found = posting.by_receipt(session, receipt)
    if found:
        return found
    try:
        link = links.read(session, receipt, Purpose.RECEIPT, now)
    except links.Spent:
        return None
    comment = session.get(Comment, link.comment_id)
    is_still_theirs = comment is not None and comment.mailbox_id == link.mailbox_id
    return comment if is_still_theirs else None
