"""How well and how fast the model tells spam, on comments that were labelled by others.

The comments are UCI's YouTube Spam Collection (Alberto, Lochter and Almeida, 2015), under the
licence CC BY 4.0. They are no part of Gloss: ``GLOSS_SPAM_DATA`` names a folder of CSV files with
the columns text, label (1 is spam), author, date and group (the video).
"""

import csv
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import mean

from benchmarks.figures import Figure, Measurement, NotMeasured, Row, at_least, at_most
from benchmarks.ranking import Judged, auc, f1, false_positives
from benchmarks.scale import Scale
from gloss.spam.features import features
from gloss.spam.model import Model
from gloss.spam.signals import Submission

CROSS_AUC = Row("spam, trained on two videos, tested on the third: AUC", at_least(0.975))
CROSS_F1 = Row("spam, trained on two videos, tested on the third: F1", at_least(0.91))
ONLINE_AUC = Row("spam, learnt as it comes, last half: AUC", at_least(0.985))
ONLINE_F1 = Row("spam, learnt as it comes, last half: F1", at_least(0.93))
ONLINE_FALSE = Row("spam, learnt as it comes, last half: share of good ones held", at_most(0.04))
COLD = {
    decisions: Row(f"spam, after {decisions} decisions: AUC", at_least(bound))
    for decisions, bound in ((50, 0.90), (200, 0.94))
}
SCORING = Row("spam: microseconds of processor time to score a comment", at_most(200))
LEARNING = Row("spam: microseconds of processor time to learn a decision", at_most(300))
SIZE = Row("spam: megabytes of the model", at_most(8))
ROWS = (CROSS_AUC, CROSS_F1, ONLINE_AUC, ONLINE_F1, ONLINE_FALSE, *COLD.values())
ORDERS = 20  # in which a site may begin, for the cold start
MEGABYTE = 1 << 20
VARIABLE = "GLOSS_SPAM_DATA"


@dataclass(frozen=True)
class Labelled:
    """One comment of the collection."""

    submission: Submission
    is_spam: bool
    date: str
    video: str


Work = Callable[[Model, Sequence[Labelled]], object]


def accuracy(_scale: Scale, _folder: Path) -> Iterator[Figure]:
    """Measure how well spam is told from the rest: across videos, as it comes, and at the start."""
    comments = _collection()
    across = [_across(comments, video) for video in sorted({c.video for c in comments})]
    yield Figure(CROSS_AUC, (mean(map(auc, across)),), _each(map(auc, across)))
    yield Figure(CROSS_F1, (mean(map(f1, across)),), _each(map(f1, across)))
    online = _judged_before_learnt(Model(), comments)[len(comments) // 2 :]
    yield Figure(ONLINE_AUC, (auc(online),), "")
    yield Figure(ONLINE_F1, (f1(online),), "")
    yield Figure(ONLINE_FALSE, (false_positives(online),), "")
    for decisions, row in COLD.items():
        aucs = [_after(comments, decisions, Random(seed)) for seed in range(ORDERS)]  # noqa: S311
        yield Figure(row, tuple(aucs), f"{ORDERS} orders")


def speed(scale: Scale, _folder: Path) -> Iterator[Figure]:
    """Measure the processor time of one comment, its features included."""
    comments, model = _collection(), Model()
    learning = tuple(_microseconds(_learn_all, model, comments) for _ in range(scale.rounds))
    scoring = tuple(_microseconds(_judged, model, comments) for _ in range(scale.rounds))
    yield Figure(SCORING, scoring, "")
    yield Figure(LEARNING, learning, "")
    size = sum(len(a) * a.itemsize for a in (model.weights, model.squares))
    yield Figure(SIZE, (size / MEGABYTE,), "")


def _collection() -> list[Labelled]:
    """Read all comments in the order in which they were written."""
    folder = os.environ.get(VARIABLE, "")
    if not folder:
        raise NotMeasured(f"{VARIABLE} is not set")
    found = [comment for file in sorted(Path(folder).glob("*.csv")) for comment in _read(file)]
    return sorted(found, key=lambda comment: comment.date)


def _read(file: Path) -> Iterator[Labelled]:
    with file.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            submission = Submission(author_name=row["author"], text=row["text"])
            yield Labelled(submission, row["label"] == "1", row["date"], row["group"])


def _across(comments: Sequence[Labelled], video: str) -> list[Judged]:
    model = Model()
    _learn_all(model, [c for c in comments if c.video != video])
    return _judged(model, [c for c in comments if c.video == video])


def _after(comments: Sequence[Labelled], decisions: int, random: Random) -> float:
    """Return the AUC over the rest, once ``decisions`` of them were learnt in a random order."""
    shuffled = random.sample(comments, len(comments))
    model = Model()
    _learn_all(model, shuffled[:decisions])
    return auc(_judged(model, shuffled[decisions:]))


def _learn_all(model: Model, comments: Sequence[Labelled]) -> None:
    for comment in comments:
        model.learn(features(comment.submission), is_spam=comment.is_spam)


def _judged(model: Model, comments: Sequence[Labelled]) -> list[Judged]:
    return [Judged(model.score(features(c.submission)), c.is_spam) for c in comments]


def _judged_before_learnt(model: Model, comments: Sequence[Labelled]) -> list[Judged]:
    """Judge each comment before its decision is learnt, as on a site."""
    judged = []
    for comment in comments:
        judged += _judged(model, [comment])
        _learn_all(model, [comment])
    return judged


def _microseconds(work: Work, model: Model, comments: Sequence[Labelled]) -> float:
    began = time.process_time()
    work(model, comments)
    return (time.process_time() - began) * 1e6 / len(comments)


def _each(values: Iterator[float]) -> str:
    return "the three: " + ", ".join(f"{value:.3f}" for value in values)


MEASUREMENTS = (Measurement(ROWS, accuracy), Measurement((SCORING, LEARNING, SIZE), speed))
