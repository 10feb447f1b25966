"""A page of comments as people read it: answers inside what they answer."""

from collections.abc import Sequence
from typing import NamedTuple

from gloss.comments import places
from gloss.comments.published import PublishedComment


class Told(NamedTuple):
    """A comment, with the answers that stand under it on the same page."""

    comment: PublishedComment
    answers: list["Told"]
    names_parent: bool  # because where it stands does not show what it answers
    is_parent_here: bool  # on the same page


def told(comments: Sequence[PublishedComment]) -> list[Told]:
    """Put comments, in the order of their places, into what they stand under.

    A page that begins in the middle of a conversation begins with comments that name what they
    answer; so do those that answer a comment at their own level.
    """
    outermost: list[Told] = []
    by_place: dict[bytes, Told] = {}
    here = {comment.id for comment in comments}
    for comment in comments:
        above = by_place.get(places.shown_under(comment.place))
        parent = comment.parent
        names_parent = parent is not None and (not above or places.is_flattened(comment.place))
        is_parent_here = parent is not None and parent.id in here
        by_place[comment.place] = one = Told(comment, [], names_parent, is_parent_here)
        (above.answers if above else outermost).append(one)
    return outermost
