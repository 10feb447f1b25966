"""What a publisher decides about comments: who may speak freely, until when, what is kept."""

from enum import Enum, unique

from pydantic import BaseModel, ConfigDict, Field

LONGEST_DAYS = 36_500


@unique
class Policy(Enum):
    """What waits for a moderator; all else is published by Gloss itself, which the log tells."""

    HOLD_ALL = "hold-all"
    HOLD_FIRST_TIMERS = "hold-first-timers"  # a proven mailbox with an approved comment goes free
    HOLD_SUSPICIOUS = "hold-suspicious"  # what neither signals, rules nor the score speak against


class CommentPolicy(BaseModel):
    """The table ``[comments]`` of ``site.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    policy: Policy = Policy.HOLD_ALL
    hold_from_score: float = Field(default=0.3, gt=0, le=1)  # of 0 to 1: more looks like spam
    close_after_days: int = Field(default=0, ge=0, le=LONGEST_DAYS)  # from publication; 0: never
    keep_refused_days: int = Field(
        default=90, ge=1, le=LONGEST_DAYS
    )  # texts of rejected comments and spam
