"""Moderators' rules: written, tried on history, put in force, retired; and what each one did."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gloss.comments.models import Comment, State
from gloss.moderation.models import Assessment, Rule
from gloss.spam import rules
from gloss.spam.rules import Action, Kind
from gloss.spam.signals import Submission

MOST_IN_FORCE = 200
TRIED_ON = 1_000  # comments, the newest
MOST_EXAMPLES = 5
LONGEST_SECONDS = 2.0  # for a trial: a slow pattern is tried on fewer
BROAD_SHARE = 0.2  # of all comments: such a rule is a mistake more often than not
FEWEST_TRIED = 5  # below, a share says nothing
AGAINST = {
    Action.ALLOW: (State.SPAM, State.REJECTED),
    Action.SPAM: (State.APPROVED,),
    Action.HOLD: (State.APPROVED,),
}  # states that a person gave a comment against the rule


class TooMany(Exception):
    """So many rules are in force that each comment would take long."""


@dataclass(frozen=True)
class Draft:
    """A rule that somebody is about to write."""

    kind: Kind
    value: str
    action: Action


@dataclass(frozen=True)
class Preview:
    """What a rule would have matched among the newest comments."""

    tried: int
    hits: Counter[State]
    examples: list[Comment]

    @property
    def count(self) -> int:
        """How many comments it would have matched."""
        return self.hits.total()

    @property
    def is_everything(self) -> bool:
        """Whether it matches all there is: or, on a site without comments, nobody can tell."""
        return 0 < self.tried == self.count

    @property
    def is_broad(self) -> bool:
        """Whether it matches so much that sending all of it away must be confirmed."""
        return self.is_everything or (
            self.tried >= FEWEST_TRIED and self.count >= BROAD_SHARE * self.tried
        )


@dataclass(frozen=True)
class Record:
    """What a rule did: how many comments it matched, and how many a person decided otherwise."""

    hits: int = 0
    reversals: int = 0


def in_force(session: Session) -> list[rules.Rule]:
    """Return the rules that count now; one that cannot be read any more is left out."""
    found = session.scalars(select(Rule).where(Rule.retired_at.is_(None)).order_by(Rule.id))
    return [rule.plain() for rule in found if is_readable(rule)]


def is_readable(rule: Rule) -> bool:
    """Tell whether comments can be compared with a rule: another release may read it otherwise."""
    try:
        rules.matcher(rule.kind, rule.value)
    except rules.Invalid:
        return False
    return True


def all_rules(session: Session) -> Sequence[Rule]:
    """Return all rules, those in force first, each part newest first."""
    return session.scalars(
        select(Rule).order_by(Rule.retired_at.is_not(None), Rule.id.desc())
    ).all()


def verdict(session: Session, submission: Submission) -> rules.Rule | None:
    """Return the rule in force that decides about ``submission``."""
    return rules.verdict(in_force(session), submission)


def preview(session: Session, draft: Draft) -> Preview:
    """Try a rule on the newest comments.

    :raises rules.Invalid: nothing can be compared with its value.
    """
    matches = rules.matcher(draft.kind, draft.value)
    newest = select(Comment).where(Comment.state != State.DELETED)
    tried = session.scalars(newest.order_by(Comment.id.desc()).limit(TRIED_ON)).all()
    until = time.monotonic() + LONGEST_SECONDS
    compared, hit = 0, []
    for comment in tried:
        if matches(Submission(comment.author_name, comment.text, network=comment.network)):
            hit.append(comment)
        compared += 1
        if time.monotonic() > until:
            break
    return Preview(compared, Counter(c.state for c in hit), hit[:MOST_EXAMPLES])


def write(session: Session, draft: Draft, moderator_id: int, now: datetime) -> int:
    """Put a rule in force for comments that come from now on; return its id.

    The same rule twice stays one. :raises TooMany: some have to be retired first.
    :raises rules.Invalid: nothing can be compared with its value.
    """
    rules.matcher(draft.kind, draft.value)
    active = session.scalars(select(Rule).where(Rule.retired_at.is_(None))).all()
    for rule in active:
        if (rule.kind, rule.value, rule.action) == (draft.kind, draft.value, draft.action):
            return rule.id
    if len(active) >= MOST_IN_FORCE:
        raise TooMany
    made = Rule(
        kind=draft.kind,
        value=draft.value,
        action=draft.action,
        made_by_id=moderator_id,
        made_at=now,
    )
    session.add(made)
    session.flush()
    return made.id


def retire(session: Session, rule_id: int, moderator_id: int, now: datetime) -> bool:
    """Take a rule out of force; tell whether there is such a rule. Once retired, it stays so."""
    rule = session.get(Rule, rule_id)
    if rule is None:
        return False
    if rule.retired_at is None:
        rule.retired_by_id, rule.retired_at = moderator_id, now
    return True


def records(session: Session) -> dict[int, Record]:
    """Return what each rule did."""
    counted = session.execute(
        select(Rule.id, Rule.action, Comment.state, func.count())
        .join(Assessment, Assessment.rule_id == Rule.id)
        .join(Comment, Comment.id == Assessment.comment_id)
        .where(Assessment.rule_id.is_not(None))
        .group_by(Rule.id, Rule.action, Comment.state)
    )
    found: dict[int, Record] = {}
    for rule_id, action, state, count in counted:
        so_far = found.get(rule_id, Record())
        against = count if state in AGAINST[action] else 0
        found[rule_id] = Record(so_far.hits + count, so_far.reversals + against)
    return found
