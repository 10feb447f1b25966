"""Why a comment looks as it does: its score and what weighs in it, its rule, its campaign."""

from dataclasses import dataclass

from flask import current_app

from gloss import settings
from gloss.comments.models import Comment
from gloss.database import db
from gloss.moderation.models import Assessment, Rule
from gloss.moderation.suspicion import assessing, campaigns
from gloss.moderation.suspicion.background import FILE
from gloss.moderation.suspicion.campaigns import Campaign
from gloss.spam.explaining import Weighing, explain
from gloss.spam.kept import Reader
from gloss.spam.model import FEWEST_GOOD, FEWEST_SPAM, Model

EXTENSION = "gloss.spam"


@dataclass(frozen=True)
class Knowledge:
    """How much the model knows."""

    spam: int
    good: int
    is_ready: bool
    fewest_spam: int = FEWEST_SPAM
    fewest_good: int = FEWEST_GOOD


@dataclass(frozen=True)
class Why:
    """What was found about one comment."""

    is_assessed: bool  # else nobody looked yet: that takes a moment
    score: float | None
    weighings: list[Weighing]  # the strongest first
    rule: Rule | None
    campaign: Campaign | None
    knowledge: Knowledge


def model() -> Model:
    """Return the model as the background work last wrote it."""
    reader: Reader = current_app.extensions.setdefault(
        EXTENSION, Reader(settings.current().instance_dir / FILE)
    )
    return reader.model()


def knowledge() -> Knowledge:
    """Return how much the model knows."""
    known = model()
    return Knowledge(known.spam, known.good, known.is_ready)


def of(comment: Comment) -> Why:
    """Explain one comment: a few reads and half a millisecond."""
    found = db.session.get(Assessment, comment.id)
    score = found.score if found else None
    return Why(
        is_assessed=found is not None,
        score=score,
        weighings=explain(model(), assessing.submission(comment)) if score is not None else [],
        rule=found.rule if found else None,
        campaign=campaigns.of(db.session(), comment.id) if found and found.campaign else None,
        knowledge=knowledge(),
    )
