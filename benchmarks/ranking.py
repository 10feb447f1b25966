"""How well scores tell spam from the rest."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

THRESHOLD = 0.5


class Judged(NamedTuple):
    """A comment's score, and what it was."""

    score: float
    is_spam: bool


def auc(judged: Sequence[Judged]) -> float:
    """Return how often a random spam scores above a random good one; a tie counts half."""
    spam = sum(j.is_spam for j in judged)
    good = len(judged) - spam
    below, won = 0, 0.0
    for _, group in groupby(sorted(judged), key=lambda j: j.score):
        tied = list(group)
        spam_here = sum(j.is_spam for j in tied)
        good_here = len(tied) - spam_here
        won += spam_here * (below + good_here / 2)
        below += good_here
    return won / (spam * good)


def f1(judged: Sequence[Judged]) -> float:
    """Return the harmonic mean of precision and recall at ``THRESHOLD``."""
    held = [j for j in judged if j.score > THRESHOLD]
    caught = sum(j.is_spam for j in held)
    return 2 * caught / (len(held) + sum(j.is_spam for j in judged))


def false_positives(judged: Sequence[Judged]) -> float:
    """Return the share of good ones that score above ``THRESHOLD``."""
    good = [j for j in judged if not j.is_spam]
    return sum(j.score > THRESHOLD for j in good) / len(good)
