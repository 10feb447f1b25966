"""Other words for a comment: at once while it waits; later a change that waits by itself.

The old text of a published comment stays public until its change is approved. A change is decided
about as a comment is: by the version seen, logged, and undoable.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gloss.comments import mails, revisions, standing
from gloss.comments.models import Comment, CommentRevision, Decision, State
from gloss.spam import signals


@dataclass(frozen=True)
class Wording:
    """What a comment says, and under which name."""

    author_name: str
    text: str


@dataclass(frozen=True)
class SeenRevision:
    """A change at the version that a moderator had before the eyes when deciding."""

    revision_id: int
    version: int
    moderator_id: int
    why: str = ""
    told: str = ""  # the reason that the writer is shown


class NotEditable(Exception):
    """The comment was refused, withdrawn or erased: its words are past changing."""


class Unknown(Exception):
    """There is no such comment, change or decision."""


class ChangedSince(Exception):
    """The comment or change is no longer as it was seen; nothing was decided."""

    def __init__(self, comment_id: int) -> None:
        super().__init__(comment_id)
        self.comment_id = comment_id


def edit(session: Session, comment_id: int, wording: Wording, now: datetime) -> None:
    """Give a comment other words on behalf of its writer.

    :raises NotEditable: nothing was changed.
    """
    comment = standing.locked(session, comment_id)
    if comment is None or comment.state not in {State.PENDING, State.APPROVED}:
        raise NotEditable
    if comment.state is State.APPROVED:
        propose(session, comment, wording, now)
    elif wording != _of(comment):
        drop(session, comment.id)
        comment.author_name, comment.text = wording.author_name, wording.text
        # Nobody washes off what was suspicious by changing it.
        comment.reasons = list(dict.fromkeys([*comment.reasons, *_reasons(wording)]))
        comment.version += 1


def propose(session: Session, comment: Comment, wording: Wording, now: datetime) -> None:
    """Let other words wait for a moderator; they take the place of a change that waits already."""
    waiting = pending(session, comment.id)
    if wording == _of(comment):
        drop(session, comment.id)
    elif waiting is None:
        session.add(
            CommentRevision(
                comment_id=comment.id,
                author_name=wording.author_name,
                text=wording.text,
                reasons=_reasons(wording),
                proposed_at=now,
            )
        )
    elif wording != Wording(waiting.author_name, waiting.text):
        waiting.author_name, waiting.text = wording.author_name, wording.text
        waiting.reasons, waiting.proposed_at = _reasons(wording), now
        waiting.version += 1


def drop(session: Session, comment_id: int) -> None:
    """Take back the change that waits, if one does."""
    waiting = pending(session, comment_id)
    if waiting:
        waiting.state = State.DELETED
        waiting.version += 1


def approve(session: Session, seen: SeenRevision, now: datetime) -> int:
    """Publish a change exactly as it was seen; return the decision's id.

    :raises ChangedSince: it is not as seen any more. :raises Unknown: it is gone.
    """
    return _decide(session, seen, State.APPROVED, now)


def reject(session: Session, seen: SeenRevision, now: datetime) -> int:
    """Refuse a change: the old text stays; as ``approve`` in all else."""
    return _decide(session, seen, State.REJECTED, now)


def undo(session: Session, undone: Decision, moderator_id: int, now: datetime) -> int:
    """Put a change back to where it was before a decision; that is a decision too.

    :raises ChangedSince: something happened to the comment since.
    """
    comment, revision = _locked(session, undone.revision_id)
    other = pending(session, comment.id)
    if comment.version != undone.version or (other and other.id != revision.id):
        raise ChangedSince(comment.id)
    made = Decision(moderator_id=moderator_id, undoes_id=undone.id)
    return _move(session, (comment, revision), undone.from_state, made, now)


def put_in_force(session: Session, comment: Comment, edit: CommentRevision, now: datetime) -> int:
    """Let a moderator's edit take the place of what a locked comment says; log it."""
    made = Decision(moderator_id=edit.by_moderator_id)
    return _move(session, (comment, edit), State.APPROVED, made, now)


def pending(session: Session, comment_id: int) -> CommentRevision | None:
    """Return the change of a comment that waits, if one does."""
    return session.scalar(
        select(CommentRevision).where(
            CommentRevision.comment_id == comment_id, CommentRevision.state == State.PENDING
        )
    )


def newest(session: Session, comment_id: int) -> CommentRevision | None:
    """Return the change that a writer proposed last, whatever became of it."""
    of_comment = select(CommentRevision).where(
        CommentRevision.comment_id == comment_id, CommentRevision.by_moderator_id.is_(None)
    )
    return session.scalar(of_comment.order_by(CommentRevision.id.desc()).limit(1))


def _decide(session: Session, seen: SeenRevision, to: State, now: datetime) -> int:
    comment, revision = _locked(session, seen.revision_id)
    if (revision.state, revision.version) != (State.PENDING, seen.version):
        return _second_click(session, revision, seen, to)
    if comment.state is not State.APPROVED:
        raise ChangedSince(comment.id)
    made = Decision(moderator_id=seen.moderator_id, why=seen.why, told=seen.told)
    return _move(session, (comment, revision), to, made, now)


def _move(
    session: Session,
    what: tuple[Comment, CommentRevision],
    to: State,
    made: Decision,
    now: datetime,
) -> int:
    """Give a change another state, log it as ``made``, and let the public see what it changes."""
    comment, revision = what
    made.comment_id, made.revision_id, made.decided_at = comment.id, revision.id, now
    made.from_state, made.to_state, made.version = revision.state, to, comment.version + 1
    session.add(made)
    is_public_matter = State.APPROVED in {revision.state, to} and comment.state is State.APPROVED
    _exchange(comment, revision, to)
    if revision.by_moderator_id is None:
        mails.change_decided(session, comment, made, now)
    revision.state = to
    comment.version += 1
    session.flush()
    if is_public_matter:
        revisions.note(session, comment.thread_id)
    return made.id


def _exchange(comment: Comment, revision: CommentRevision, to: State) -> None:
    """Put the new words in the place of the old ones, or the old ones back."""
    if to is State.APPROVED:
        revision.replaced_name, revision.replaced_text = comment.author_name, comment.text
        comment.author_name, comment.text = revision.author_name, revision.text
    elif revision.state is State.APPROVED:
        comment.author_name, comment.text = revision.replaced_name, revision.replaced_text
        revision.replaced_name = revision.replaced_text = ""


def _locked(session: Session, revision_id: int | None) -> tuple[Comment, CommentRevision]:
    found = session.get(CommentRevision, revision_id) if revision_id else None
    comment = standing.locked(session, found.comment_id) if found else None
    if found is None or comment is None:
        raise Unknown
    session.refresh(found)  # as it is now that nobody else changes the comment
    return comment, found


def _second_click(
    session: Session, revision: CommentRevision, seen: SeenRevision, to: State
) -> int:
    """Return the decision that this moderator made a moment ago by the same button."""
    made = session.scalar(
        select(Decision)
        .where(Decision.comment_id == revision.comment_id)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    said = (seen.revision_id, seen.moderator_id, to)
    if made is None or (made.revision_id, made.moderator_id, made.to_state) != said:
        raise ChangedSince(revision.comment_id)
    return made.id


def _of(comment: Comment) -> Wording:
    return Wording(comment.author_name, comment.text)


def _reasons(wording: Wording) -> list[str]:
    return signals.reasons(signals.Submission(wording.author_name, wording.text))
