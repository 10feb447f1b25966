"""A thread, a page at a time: in each order a page starts after a comment and is one short scan.

Pages are found by key and never by counting, so that the last of a long thread, whatever its shape,
is read as fast as the first of a short one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from sqlalchemy import bindparam, select

from gloss.comments import conversations, places
from gloss.comments.conversations import Told
from gloss.comments.models import SHOWN, SHOWN_ROOT, Comment, State, Thread
from gloss.comments.published import SHOWN_COLUMNS, PublishedComment, shown
from gloss.database import db
from gloss.web.row_ids import LARGEST

PAGE_SIZE = 25  # most threads fit; of a long one no reader waits for more than is soon read
LEAD = 10  # comments before the one that a permalink leads to, where its conversation is long


@unique
class Order(StrEnum):
    """Which conversation comes first; within one, answers follow in the order of time."""

    OLDEST = "oldest"
    NEWEST = "newest"
    MOST_ANSWERED = "most-answered"


@dataclass(frozen=True)
class ThreadPage:
    """Some comments of one thread."""

    comments: Sequence[PublishedComment]
    count: int  # of the approved in the whole thread
    next_after: int | None  # the id to continue after, unless these are the last
    order: Order = Order.OLDEST

    @property
    def conversations(self) -> list[Told]:
        """The comments, each with the answers that stand under it."""
        return conversations.told(self.comments)


_THREAD = select(Thread.id, Thread.approved_count).where(
    Thread.article_id == bindparam("article_id")
)
_BETWEEN = (
    SHOWN_COLUMNS.where(
        Comment.thread_id == bindparam("thread_id"),
        SHOWN,
        Comment.place > bindparam("after"),
        Comment.place < bindparam("before"),
    )
    .order_by(Comment.place)
    .limit(bindparam("most"))
)
_ROOTS = SHOWN_COLUMNS.where(Comment.thread_id == bindparam("thread_id"), SHOWN_ROOT).limit(
    bindparam("most")
)
_OLDER_ROOTS = _ROOTS.where(Comment.id < bindparam("root_id")).order_by(Comment.id.desc())
# The conversations that follow one, in parts that are each one scan: SQLite walks through all that
# have as many answers, if it is asked for those with as many and those with fewer at once.
_ROOTS_IN_ORDER = {
    Order.NEWEST: (_OLDER_ROOTS,),
    Order.MOST_ANSWERED: (
        _OLDER_ROOTS.where(Comment.answers == bindparam("answers")),
        _ROOTS.where(Comment.answers < bindparam("answers")).order_by(
            Comment.answers.desc(), Comment.id.desc()
        ),
    ),
}
_PLACED = select(Comment.place).where(
    Comment.id == bindparam("comment_id"), Comment.thread_id == bindparam("thread_id")
)
_UP_TO = (
    select(Comment.id)
    .where(Comment.thread_id == bindparam("thread_id"), SHOWN, Comment.place <= bindparam("place"))
    .order_by(Comment.place.desc())
    .limit(PAGE_SIZE + 1)
)


def page(article_id: str, after: int = 0, order: Order = Order.OLDEST) -> ThreadPage:
    """Read the comments on an article that follow the comment ``after`` in ``order``.

    None follow a comment that is not, and never was, public on this article.
    """
    thread = db.session.execute(_THREAD, {"article_id": article_id}).one_or_none()
    if thread is None:
        return ThreadPage([], 0, None, order)
    found = _following(thread.id, after, order)
    comments = found[:PAGE_SIZE]
    next_after = comments[-1].id if len(found) > PAGE_SIZE else None
    return ThreadPage(comments, thread.approved_count, next_after, order)


def start_of_page_with(article_id: str, comment_id: int) -> int | None:
    """Return after which comment a page starts that shows this one; 0 is the article's own page.

    It starts with the conversation where that fits.

    :returns: nothing if the comment is not public on this article.
    """
    thread = db.session.execute(_THREAD, {"article_id": article_id}).one_or_none()
    comment = db.session.get(Comment, comment_id)
    if not thread or not comment or comment.thread_id != thread.id:
        return None
    if comment.state is not State.APPROVED or comment.place is None:
        return None
    before = db.session.scalars(_UP_TO, {"thread_id": thread.id, "place": comment.place}).all()
    if len(before) <= PAGE_SIZE:
        return 0
    root_id = places.root(comment.place)
    is_near = root_id in before[:PAGE_SIZE]
    return before[before.index(root_id) + 1] if is_near else before[LEAD]


def _following(thread_id: int, after: int, order: Order) -> list[PublishedComment]:
    """Read one comment more than a page holds: whether there is one tells of a next page."""
    place = b""
    if after:
        place = db.session.scalar(_PLACED, {"comment_id": after, "thread_id": thread_id})
        if place is None:
            return []
    if order is Order.OLDEST:
        return _between(thread_id, place, places.BEYOND, PAGE_SIZE + 1)
    return _by_conversation(thread_id, place, order)


def _by_conversation(thread_id: int, place: bytes, order: Order) -> list[PublishedComment]:
    """Read the rest of the conversation at ``place``, and those that follow it in ``order``."""
    most = PAGE_SIZE + 1
    found = _between(thread_id, place, places.end(place[: places.ID_BYTES]), most) if place else []
    if len(found) == most:
        return found
    for root in _roots(thread_id, place, order):
        if len(found) == most:
            break
        found += _conversation(thread_id, root, most - len(found))
    return found


def _roots(thread_id: int, place: bytes, order: Order) -> Iterator[PublishedComment]:
    """Yield what opened the conversations after the one at ``place``, as many as may be needed."""
    cursor = {"thread_id": thread_id, "most": PAGE_SIZE + 1} | _cursor(place)
    for part in _ROOTS_IN_ORDER[order]:
        yield from map(shown, db.session.execute(part, cursor).all())


def _conversation(thread_id: int, root: PublishedComment, most: int) -> list[PublishedComment]:
    """Read a conversation from its beginning; no more than ``most``, which may be none."""
    if not root.answers:
        return [root][:most]
    answers = _between(thread_id, root.place, places.end(root.place), most)
    return [root, *answers][:most]


def _cursor(place: bytes) -> dict[str, int]:
    """Return what the conversations to come are below: the one at ``place``, if there is one."""
    if not place:
        return {"root_id": LARGEST, "answers": LARGEST}
    root = db.session.get_one(Comment, places.root(place))
    return {"root_id": root.id, "answers": root.answers}


def _between(thread_id: int, after: bytes, before: bytes, most: int) -> list[PublishedComment]:
    bounds = {"thread_id": thread_id, "after": after, "before": before, "most": most}
    return [shown(row) for row in db.session.execute(_BETWEEN, bounds)]
