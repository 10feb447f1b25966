"""What to do first on a site that nobody has commented on yet, and what of it is done."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, unique
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from gloss import heartbeats, settings, site
from gloss.accounts.models import Moderator
from gloss.articles.library import Library
from gloss.moderation import digests
from gloss.settings import LOOPBACK


@unique
class Step(Enum):
    """One thing to do, in this order."""

    ARTICLE = "article"
    ADDRESS = "address"
    COMMENT = "comment"
    MAIL = "mail"
    LETTERS = "letters"
    QUESTIONS = "questions"
    SECOND_FACTOR = "second factor"
    BACKUP = "backup"


@dataclass(frozen=True)
class FirstSteps:
    """All steps, and those that are done."""

    done: frozenset[Step]

    @property
    def steps(self) -> list[Step]:
        """All of them: those that are left come first."""
        return sorted(Step, key=lambda step: step in self.done)


def of(session: Session, library: Library, me: Moderator, now: datetime) -> FirstSteps:
    """Look at what is done; that no comment came yet is known."""
    host = urlsplit(site.current().address).hostname or ""
    digest = digests.of(session, me.id)
    is_done = {
        Step.ARTICLE: bool(library.published(now)),
        Step.ADDRESS: host not in LOOPBACK,
        Step.MAIL: bool(settings.current().mail_server),
        Step.LETTERS: digest is not None and digest.confirmed_at is not None,
        Step.QUESTIONS: bool(site.current().questions),
        Step.SECOND_FACTOR: me.second_factor is not None,
        Step.BACKUP: heartbeats.last_backup(session) is not None,
    }
    return FirstSteps(frozenset(step for step, is_so in is_done.items() if is_so))
