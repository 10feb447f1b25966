"""What the index keeps of versions that are gone."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from gloss.articles.cache import Cache
from gloss.articles.index import SPARE_BODIES, Index
from gloss.articles.library import Library
from gloss.articles.rows import Entry
from tests.articles.shore import public, put


def test_only_the_newest_of_the_versions_that_are_gone_are_kept(
    folder: Path, start: Callable[[], Library]
) -> None:
    put(folder, "tides.md")
    article = public(start(), "tides")
    cache = Cache(None, "")
    index = Index(cache, ZoneInfo("UTC"))
    index.keep("moon.md", Entry("1", article._replace(digest="moon"), ()), "The moon.")
    for number in range(SPARE_BODIES + 10):
        index.keep("tides.md", Entry("1", article._replace(digest=str(number)), ()), "Ebb.")
    index.flush()
    later = Index(cache, ZoneInfo("UTC"))
    later.sweep(files=2)
    assert later.news().keys() == {"moon.md", "tides.md"}
    kept = [number for number in range(SPARE_BODIES + 10) if later.body("tides.md", str(number))]
    assert kept == list(range(9, SPARE_BODIES + 10))
    assert later.body("moon.md", "moon") == "The moon."
