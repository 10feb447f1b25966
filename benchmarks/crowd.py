"""Comments in every state, as moderators of a very large site have them: the same at every run."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.orm import Session

from benchmarks import data, rows_first
from gloss.accounts.models import Moderator
from gloss.comments import places
from gloss.comments.models import Comment, Decision, State, Thread

YEARS = timedelta(days=4 * 365)  # in which they came, evenly
KEPT_NETWORKS = timedelta(days=30)
STATES = {  # a wave of spam waits: that is when a queue has to be fast
    State.APPROVED: 60,
    State.PENDING: 20,
    State.SPAM: 14,
    State.REJECTED: 5,
    State.DELETED: 1,
}
REASONS = {
    "holds 4 links": 60,
    "filled the hidden field": 20,
    "sent 2 seconds after the form was opened": 14,
    "mostly capitals": 5,
    "holds invisible characters": 1,
}
SUSPICIOUS, WITH_ADDRESS, IN_CAMPAIGNS = 0.5, 0.3, 0.3  # shares
SCORED_AS_SPAM = 0.8
PEOPLE, NETWORKS, CAMPAIGN = 50_000, 2_000, 50
HOLD_A_RARE_WORD = 50
USUAL = list(accumulate(1 / rank for rank in range(1, len(data.VOCABULARY) + 1)))  # as Zipf says
COLUMNS = (
    "thread_id",
    "place",
    "answers",
    "open_reports",
    "is_shown",
    "author_name",
    "email",
    "text",
    "state",
    "version",
    "reasons",
    "network",
    "receipt",
    "posted_at",
    "published_at",
    "wants_letters",
)
ASSESSED = ("comment_id", "version", "score", "campaign")
CACHE_KILOBYTES = 500_000  # so that SQLite writes each page of an index once
Columns = tuple[Any, ...]


class Crowd(NamedTuple):
    """How many comments, on how many articles, up to now."""

    comments: int
    articles: int
    now: datetime

    def slug(self, place: int) -> str:
        """Return the address of an article: the first has a tenth of all comments."""
        return data.slug(place)

    def rare_word(self, random: Random) -> str:
        """Return a word that some ``HOLD_A_RARE_WORD`` comments hold, of however many."""
        place = random.randrange(max(1, self.comments // HOLD_A_RARE_WORD))
        first, second = divmod(place, len(data.VOCABULARY))
        return f"{data.VOCABULARY[first % len(data.VOCABULARY)]}{data.VOCABULARY[second]}ish"


def fill(session: Session, crowd: Crowd) -> None:
    """Put the crowd into an empty database that has one moderator, in a minute or two.

    The rows go to the driver as they are; what follows from them is made by one statement each.
    """
    session.execute(
        insert(Thread),
        [
            {"id": n + 1, "article_id": crowd.slug(n), "approved_count": 0, "revision": 0}
            for n in range(crowd.articles)
        ],
    )
    with rows_first.without_indexes(session):
        _insert(session, "comment", COLUMNS, _comments(crowd))
        _insert(session, "assessment", ASSESSED, _assessments(crowd))
        _decide(session)
    _count(session)


def address(person: int) -> str:
    """Return the address of one of ``PEOPLE``; the first of them writes most."""
    return f"reader{person}@example.org"


def network(place: int) -> str:
    """Return the hash of one of ``NETWORKS``; from the first of them most comes."""
    return sha256(str(place).encode()).hexdigest()[:32]


def _comments(crowd: Crowd) -> Iterator[Columns]:
    random = Random(crowd.comments)  # noqa: S311 (no secret)
    states = random.choices(list(STATES), list(STATES.values()), k=crowd.comments)
    for place, state in enumerate(states):
        since = YEARS * (1 - (place + 1) / crowd.comments)
        posted_at = f"{crowd.now - since:%Y-%m-%d %H:%M:%S.%f}"
        is_public = state is State.APPROVED
        yield (
            _skewed(random, crowd.articles) + 1,
            places.under(None, place + 1) if is_public else None,
            0,
            0,
            is_public,
            random.choice(data.VOCABULARY).capitalize(),
            address(_skewed(random, PEOPLE)) if random.random() < WITH_ADDRESS else None,
            _text(random, crowd),
            state.value,
            1 if state is State.PENDING else 2,
            json.dumps(_reasons(random, state)),
            network(_skewed(random, NETWORKS)) if since < KEPT_NETWORKS else "",
            sha256(str(place).encode()).hexdigest(),
            posted_at,
            posted_at if is_public else None,
            True,
        )


def _assessments(crowd: Crowd) -> Iterator[Columns]:
    random = Random(-crowd.comments)  # noqa: S311 (no secret)
    for place in range(crowd.comments):
        is_spam = random.random() < SUSPICIOUS * SCORED_AS_SPAM
        score = random.uniform(0.8, 1) if is_spam else random.uniform(0, 0.7)
        campaign = place - place % CAMPAIGN + 1 if random.random() < IN_CAMPAIGNS else None
        yield place + 1, 1, score, campaign


def _decide(session: Session) -> None:
    """Log one decision about each comment that waits no more."""
    columns = {
        "comment_id": Comment.id,
        "moderator_id": select(Moderator.id).limit(1).scalar_subquery(),
        "decided_at": Comment.posted_at,
        "from_state": literal(State.PENDING.value),
        "to_state": Comment.state,
        "version": Comment.version,
        "why": literal(""),
        "told": literal(""),
    }
    decided = select(*columns.values()).where(Comment.state != State.PENDING)
    session.execute(insert(Decision).from_select(list(columns), decided))


def _count(session: Session) -> None:
    approved = select(func.count(Comment.id)).where(
        Comment.thread_id == Thread.id, Comment.state == State.APPROVED
    )
    session.execute(
        update(Thread).values(approved_count=approved.scalar_subquery()),
        execution_options={"synchronize_session": False},
    )


def _insert(
    session: Session, table: str, columns: tuple[str, ...], rows: Iterator[Columns]
) -> None:
    cursor: Any = session.connection().connection.cursor()
    named = f"{table} ({', '.join(columns)})"
    if session.get_bind().dialect.name == "sqlite":
        cursor.execute(f"PRAGMA cache_size = {-CACHE_KILOBYTES}")
        marks = ", ".join("?" * len(columns))
        cursor.executemany(f"INSERT INTO {named} VALUES ({marks})", rows)  # noqa: S608
        return
    cursor.execute("SET LOCAL timezone = 'UTC'")
    with cursor.copy(f"COPY {named} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _skewed(random: Random, number: int) -> int:
    """Return one of the first ``number`` places, the first of them by far the most often."""
    return int(number * random.random() ** 3)


def _reasons(random: Random, state: State) -> list[str]:
    is_suspicious = state in {State.PENDING, State.SPAM} and random.random() < SUSPICIOUS
    return random.choices(list(REASONS), list(REASONS.values())) if is_suspicious else []


def _text(random: Random, crowd: Crowd) -> str:
    words = random.choices(data.VOCABULARY, cum_weights=USUAL, k=random.randrange(6, 24))
    return " ".join([*words, crowd.rare_word(random)]).capitalize() + "."
