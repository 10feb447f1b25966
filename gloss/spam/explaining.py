"""Why the model thinks so: what weighs most in a submission, in words that a person knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gloss.language import gettext
from gloss.spam import wording
from gloss.spam.features import features, pieces, place, tokens
from gloss.spam.flags import described
from gloss.spam.model import Model
from gloss.spam.signals import Submission

STRONGEST = 6
LEAST_SHARE = 0.03  # of evidence; less moves the score by less than a hundredth
WITH_PIECES = {"word", "host"}
OF_LINKS = {"http", "https", "www"}


@dataclass(frozen=True)
class Weighing:
    """One thing in a submission, and how much it weighs: above 0 it speaks for spam."""

    kind: str  # word, pair, name, host, ending or flag
    what: str
    share: float

    @property
    def is_for_spam(self) -> bool:
        """Which way it speaks."""
        return self.share > 0

    def __str__(self) -> str:
        if self.kind == "flag":
            return described(self.what)
        said = {
            "word": gettext("the word “%(what)s”", what=self.what),
            "pair": gettext("the words “%(what)s”", what=self.what),
            "name": gettext("“%(what)s” in the name", what=self.what),
            "host": gettext("a link to %(what)s", what=self.what),
            "ending": gettext("a link that ends in .%(what)s", what=self.what),
        }
        return said[self.kind]


def explain(model: Model, submission: Submission) -> list[Weighing]:
    """Return what weighs most, the strongest first."""
    found = _weighings(model, submission)
    telling = [w for w in found if abs(w.share) >= LEAST_SHARE]
    return sorted(telling, key=lambda w: -abs(w.share))[:STRONGEST]


def _weighings(model: Model, submission: Submission) -> Iterator[Weighing]:
    everything = features(submission)
    text = wording.excerpt(wording.normal(submission.text))
    in_hosts = OF_LINKS.union(*(host.split(".") for host in wording.hosts(text)))
    for token in dict.fromkeys(tokens(submission, text)):
        kind, _, what = token.partition(":")
        if kind != "word" or what not in in_hosts:  # a host is told as a whole
            yield Weighing(kind, what, model.share(_places(token, kind, what), everything))


def _places(token: str, kind: str, what: str) -> Sequence[int]:
    """Return where the weights of ``token`` stand: its pieces count as its own."""
    return [place(token), *pieces(what)] if kind in WITH_PIECES else [place(token)]
