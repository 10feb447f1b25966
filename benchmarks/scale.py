"""How much is measured: everything, or just enough to see that the measuring works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Rounds, seconds and sizes; the names of sizes are those of the figures they belong to."""

    rounds: int  # each measures both sides once, so that noise hits them alike
    seconds: float  # of load on one side in one round
    posts: int  # on one side in one round
    renders: int  # of one page in one round
    articles: int  # in the library of today
    comments: int  # in the database of today
    long_thread: int
    large_library: int
    huge_library: int  # of small articles
    first_views: int  # in one round
    moderated: int  # comments of a site, beside one with a hundredth of them
    moderated_articles: int  # on both
    queue_views: int  # in one round
    decided_at_once: int
    hugo_articles: int
    pelican_articles: int
    installs: bool  # what is missing, rather than leaving its figures out

    @property
    def build_rounds(self) -> int:
        """How often a whole site is built: it takes minutes, and its CPU time varies little."""
        return min(self.rounds, 3)


FULL = Scale(
    rounds=5,
    seconds=2,
    posts=1000,
    renders=100,
    articles=1000,
    comments=10_000,
    long_thread=10_000,
    large_library=14_000,
    huge_library=100_000,
    first_views=50,
    moderated=1_000_000,
    moderated_articles=300,
    queue_views=100,
    decided_at_once=10_000,
    hugo_articles=10_000,
    pelican_articles=1000,
    installs=True,
)
QUICK = Scale(
    rounds=1,
    seconds=0.3,
    posts=20,
    renders=3,
    articles=20,
    comments=20,
    long_thread=100,
    large_library=50,
    huge_library=60,
    first_views=5,
    moderated=1_000,
    moderated_articles=3,
    queue_views=2,
    decided_at_once=50,
    hugo_articles=50,
    pelican_articles=20,
    installs=False,
)
