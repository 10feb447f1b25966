"""The model: logistic regression that learns one decision at a time (AdaGrad), and unlearns it.

Source: Duchi, Hazan and Singer, Adaptive Subgradient Methods, 2011; hashing as Weinberger et al.,
2009. The numbers below were chosen with ``benchmarks/measured/spam.py``.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, sqrt
from typing import TypeAlias

from gloss.spam.features import BITS

Floats: TypeAlias = "array[float]"

FEWEST_SPAM = FEWEST_GOOD = 25  # decisions before any verdict
RATE = 1.0
FIRST_SQUARE = 0.1  # RATE² is at most 16 times this: else a step could not be taken back exactly
STEPS_BACK = 40  # halvings: as exact as the weights themselves
LARGEST_EXPONENT = 30.0  # beyond, the probability is 0 or 1 anyway


def _zeros() -> Floats:
    return array("f", bytes(4 << BITS))


@dataclass
class Model:
    """Weights for all features, and how often each has moved: 2 MB, whatever was learnt."""

    weights: Floats = field(default_factory=_zeros)
    squares: Floats = field(default_factory=_zeros)
    good: int = 0  # decisions known
    spam: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether enough was learnt for a verdict."""
        return self.spam >= FEWEST_SPAM and self.good >= FEWEST_GOOD

    def score(self, features: Sequence[int]) -> float:
        """Return how likely it is spam, from 0 to 1."""
        return _probability(self._evidence(features))

    def learn(self, features: Sequence[int], *, is_spam: bool) -> None:
        """Take one decision in."""
        error = self.score(features) - is_spam
        self._move(features, error, RATE)
        self._count(1, is_spam=is_spam)

    def unlearn(self, features: Sequence[int], *, is_spam: bool) -> None:
        """Take one decision out: exactly if it was the last one learnt, else nearly."""
        error = self._error_before(features, is_spam=is_spam)
        self._move(features, error, -RATE)
        self._count(-1, is_spam=is_spam)

    def share(self, places: Sequence[int], features: Sequence[int]) -> float:
        """Return how much ``places`` add to the evidence of ``features``; above 0 is for spam."""
        return sum(map(self.weights.__getitem__, places)) / sqrt(len(features))

    def _evidence(self, features: Sequence[int]) -> float:
        return self.share(features, features)

    def _move(self, features: Sequence[int], error: float, rate: float) -> None:
        """Move each weight against ``error``, less the more often it has moved."""
        weights, squares = self.weights, self.squares
        gradient = error / sqrt(len(features))
        square, step = gradient * gradient, rate * gradient
        forth = square if rate > 0 else 0.0
        back = forth - square  # a step back is as long as the step forth was
        for place in features:
            seen = squares[place] + forth
            weights[place] -= step / sqrt(seen + FIRST_SQUARE)
            squares[place] = max(0.0, seen + back) if back else seen

    def _error_before(self, features: Sequence[int], *, is_spam: bool) -> float:
        """Find the error that led here, by halving: the evidence then is what moves to it now."""
        evidence = self._evidence(features)
        squares = self.squares
        reach = RATE * sum(1 / sqrt(squares[i] + FIRST_SQUARE) for i in features) / len(features)
        low, high = (-1.0, 0.0) if is_spam else (0.0, 1.0)
        for _ in range(STEPS_BACK):
            error = (low + high) / 2
            if _probability(evidence + reach * error) - is_spam > error:
                low = error
            else:
                high = error
        return (low + high) / 2

    def _count(self, change: int, *, is_spam: bool) -> None:
        if is_spam:
            self.spam = max(0, self.spam + change)
        else:
            self.good = max(0, self.good + change)


def _probability(evidence: float) -> float:
    return 1 / (1 + exp(-max(-LARGEST_EXPONENT, min(LARGEST_EXPONENT, evidence))))
