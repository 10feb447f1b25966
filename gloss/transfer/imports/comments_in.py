"""Comments of another site, taken into our threads with dates, states, names and answers."""

import secrets
from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from gloss import database
from gloss.comments import arranging, revisions
from gloss.comments.models import LONGEST_EMAIL, LONGEST_NAME, Comment, State, Thread
from gloss.transfer.imports.old_site import OldComment
from gloss.transfer.models import LONGEST_KEY, ImportedComment

ANONYMOUS = "Anonymous"
AT_ONCE = 500  # comments in one transaction: other writers wait some 100 ms for it


def known(session: Session, site: str, comments: Sequence[OldComment]) -> dict[str, int]:
    """Return which of ``comments``, and of those that they answer, are here: ids by keys."""
    keys = {key[:LONGEST_KEY] for one in comments for key in (one.key, one.parent_key) if key}
    found = select(ImportedComment.key, ImportedComment.comment_id).where(
        ImportedComment.site == site, ImportedComment.key.in_(keys)
    )
    return {key: number for key, number in session.execute(found)}  # noqa: C416 (rows are typed)


def take_in(session: Session, site: str, comments: Sequence[OldComment]) -> set[int]:
    """Store those of ``comments`` that are not here yet; return the ids of all their threads.

    :param comments: each after the one that it answers; ``article`` is the id of ours.
    """
    ids = known(session, site, comments)
    thread_ids = _threads(session, {one.article for one in comments})
    new = [one for one in comments if one.key[:LONGEST_KEY] not in ids]
    if new:
        inserted = insert(Comment).returning(Comment.id, sort_by_parameter_order=True)
        made = session.scalars(inserted, [_row(one, thread_ids[one.article]) for one in new])
        ids |= {one.key[:LONGEST_KEY]: number for one, number in zip(new, made, strict=True)}
        _remember(session, site, new, ids)
        _join(session, new, ids)
    return set(thread_ids.values())


def arrange(session: Session, thread_id: int) -> None:
    """Show what is public of a thread that comments were taken into."""
    session.execute(select(Thread.id).where(Thread.id == thread_id).with_for_update(key_share=True))
    arranging.arrange(session, thread_id)
    session.flush()
    revisions.note(session, thread_id)


def _threads(session: Session, article_ids: set[str]) -> dict[str, int]:
    rows = [{"article_id": one, "approved_count": 0, "revision": 0} for one in sorted(article_ids)]
    database.insert_all_new(session, Thread, rows)
    found = select(Thread.article_id, Thread.id).where(Thread.article_id.in_(article_ids))
    return {key: number for key, number in session.execute(found)}  # noqa: C416 (rows are typed)


def _row(old: OldComment, thread_id: int) -> dict[str, object]:
    return {
        "thread_id": thread_id,
        "author_name": _printable(old.author_name)[:LONGEST_NAME] or ANONYMOUS,
        "email": old.email if 0 < len(old.email) <= LONGEST_EMAIL else None,
        "text": old.text.replace("\x00", ""),
        "state": old.state,
        "version": 1,
        "reasons": [],
        "network": "",
        "receipt": sha256(secrets.token_bytes()).hexdigest(),  # that nobody has
        "posted_at": old.posted_at,
        "published_at": old.posted_at if old.state is State.APPROVED else None,
        "wants_letters": False,  # nobody asked for any here
    }


def _remember(session: Session, site: str, new: list[OldComment], ids: dict[str, int]) -> None:
    keys = [one.key[:LONGEST_KEY] for one in new]
    rows = [{"site": site, "key": key, "comment_id": ids[key]} for key in keys]
    session.execute(insert(ImportedComment), rows)


def _join(session: Session, new: list[OldComment], ids: dict[str, int]) -> None:
    """Tie answers to what they answer, which is here by now."""
    answers = [
        {"id": ids[one.key[:LONGEST_KEY]], "parent_id": ids[one.parent_key[:LONGEST_KEY]]}
        for one in new
        if one.parent_key[:LONGEST_KEY] in ids
    ]
    if answers:
        session.execute(update(Comment), answers)


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
