"""What moderators ask the queue for: each filter, and words to search, usual and rare ones."""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from urllib.parse import urlencode

from benchmarks import crowd
from benchmarks.crowd import Crowd
from benchmarks.data import VOCABULARY
from gloss.comments.models import State
from gloss.moderation.finding.wanted import Age, Reason

FEW = 9  # of the people and networks that most comes from
Filters = Mapping[str, str]
Query = Callable[[Random, Crowd], Filters]


def written(query: Query, many: Crowd, number: int) -> Iterator[str]:
    """Write a query ``number`` times as addresses, each time with other words."""
    random = Random(number)  # noqa: S311 (no secret)
    for _ in range(number):
        yield urlencode(query(random, many))


def _always(**filters: str) -> Query:
    return lambda _random, _many: filters


def _words(number: int, state: str = "all") -> Query:
    return lambda random, _: {
        "words": " ".join(random.sample(VOCABULARY, number)),
        "state": state,
    }


QUEUE: Mapping[str, Query] = {"what waits": _always()}
FILTERS: Mapping[str, Query] = {
    **{f"state {state.value}": _always(state=state.value) for state in list(State)[:4]},
    "every state": _always(state="all"),
    "the largest article": lambda _, many: {"article": many.slug(0)},
    "the largest article, every state": lambda _, many: {"article": many.slug(0), "state": "all"},
    "a small article, every state": lambda _, many: {
        "article": many.slug(many.articles - 1),
        "state": "all",
    },
    "an address": lambda random, _: {
        "email": crowd.address(random.randrange(FEW)),
        "state": "all",
    },
    "a network": lambda random, _: {
        "network": crowd.network(random.randrange(FEW)),
        "state": "all",
    },
    **{f"reason {reason.name}": _always(reason=reason.name) for reason in Reason},
    "reason SCORE, every state": _always(reason="SCORE", state="all"),
    **{f"age {age.value}": _always(age=age.value, state="all") for age in Age},
    "article, reason and age": lambda _, many: {
        "article": many.slug(0),
        "reason": Reason.LINKS.name,
        "age": Age.OVER_A_DAY.value,
    },
}
SEARCHES: Mapping[str, Query] = {
    "a rare word": lambda random, many: {"words": many.rare_word(random), "state": "all"},
    "a usual word": _words(1),
    "the most usual word": _always(words=VOCABULARY[0], state="all"),
    "two words": _words(2),
    "four words": _words(4),
    "two words that wait": _words(2, "pending"),
    "a beginning": lambda random, many: {
        "words": f"{many.rare_word(random)[:5]}*",
        "state": "all",
    },
    "a name": lambda random, _: {"name": random.choice(VOCABULARY), "state": "all"},
    "word, article and reason": lambda random, many: {
        "words": random.choice(VOCABULARY),
        "article": many.slug(0),
        "reason": Reason.ANY.name,
    },
}
VIEWS = {"the queue": QUEUE, "a filter": FILTERS, "a search": SEARCHES}
