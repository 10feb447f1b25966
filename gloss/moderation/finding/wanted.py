"""Which comments a moderator asks for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, unique

from sqlalchemy import ColumnElement, Text, cast, select

from gloss.comments.models import Comment, State
from gloss.moderation.models import Assessment

MOSTLY_SPAM_SCORE = 0.8


@unique
class Reason(Enum):
    """What made a comment look suspicious."""

    ANY = "any"
    HIDDEN_FIELD = "filled the hidden field"
    LINKS = " links"
    LINK_IN_NAME = "the name holds a link"
    HASTE = " seconds after the form was opened"
    INVISIBLE = "invisible characters"
    CAPITALS = "mostly capitals"
    NO_CAPTCHA = "without the captcha"
    SCORE = "score"
    RULE = "rule"
    CAMPAIGN = "campaign"

    @property
    def condition(self) -> ColumnElement[bool]:
        """What a comment must meet."""
        said = cast(Comment.reasons, Text)
        if self is Reason.ANY:
            return said != "[]"
        if self in _ASSESSED:
            found = select(Assessment.comment_id).where(Assessment.comment_id == Comment.id)
            return found.where(_ASSESSED[self]).exists()
        return said.contains(self.value, autoescape=True)


_ASSESSED: dict[Reason, ColumnElement[bool]] = {
    Reason.SCORE: Assessment.score >= MOSTLY_SPAM_SCORE,
    Reason.RULE: Assessment.rule_id.is_not(None),
    Reason.CAMPAIGN: Assessment.campaign.is_not(None),
}


@unique
class Age(Enum):
    """How long ago a comment came."""

    WITHIN_A_DAY = "day"
    WITHIN_A_WEEK = "week"
    OVER_A_DAY = "over-a-day"
    OVER_A_WEEK = "over-a-week"

    @property
    def is_old(self) -> bool:
        """Whether it asks for those that came longer ago."""
        return self in {Age.OVER_A_DAY, Age.OVER_A_WEEK}

    def condition(self, now: datetime) -> ColumnElement[bool]:
        """Return what a comment must meet."""
        is_day = self in {Age.WITHIN_A_DAY, Age.OVER_A_DAY}
        then = now - timedelta(days=1 if is_day else 7)
        return Comment.posted_at < then if self.is_old else Comment.posted_at >= then


@dataclass(frozen=True)
class Wanted:
    """The filters; those that are left empty let everything through."""

    now: datetime
    state: State | None = State.PENDING
    words: tuple[str, ...] = ()  # of the text or the name, as ``words.typed`` returns them
    name: tuple[str, ...] = ()  # words of the name
    article_id: str = ""
    email: str = ""
    network: str = ""
    reason: Reason | None = None
    age: Age | None = None
    is_reported: bool = False  # by readers, and nobody has decided since

    @property
    def asks_for_a_decision(self) -> bool:
        """Whether somebody waits for a decision about each."""
        return self.is_reported or self.state is State.PENDING

    @property
    def is_oldest_first(self) -> bool:
        """Whether those that came first come first: who waits is served in turn."""
        return self.age.is_old if self.age else self.asks_for_a_decision
