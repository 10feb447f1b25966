"""HTML that is kept across restarts."""

from pathlib import Path

from markupsafe import Markup

from gloss.articles import rendering
from gloss.articles.cache import Cache
from gloss.articles.rendering import Rendered
from gloss.articles.renderings import Renderings

SEA = Rendered(Markup("<p>The sea.</p>"), (), 2)


def test_html_is_found_by_another_process_with_the_same_renderer(cache_file: Path) -> None:
    Renderings(Cache(cache_file, ""), "1 markdown 3.10").keep("digest", SEA)
    later = Cache(cache_file, "")
    assert Renderings(later, "1 markdown 3.10").find("digest") == SEA
    assert Renderings(later, "1 markdown 3.10").find("another") is None
    assert Renderings(later, "1 markdown 3.11").find("digest") is None


def test_another_renderer_takes_the_place_of_the_first(cache_file: Path) -> None:
    cache = Cache(cache_file, "")
    mended = Rendered(Markup("<p>The Sea.</p>"), (), 2)
    Renderings(cache, "1").keep("digest", SEA)
    Renderings(cache, "2").keep("digest", mended)
    assert Renderings(cache, "2").find("digest") == mended
    assert Renderings(cache, "1").find("digest") is None


def test_the_renderer_is_named_with_all_that_makes_the_html() -> None:
    named = rendering.renderer()
    assert named.split()[1::2] == ["markdown", "pymdown-extensions", "pygments"]


def test_the_oldest_html_gives_way(cache_file: Path) -> None:
    renderings = Renderings(Cache(cache_file, ""), "1", max_bytes=150)
    for number in range(5):
        renderings.keep(str(number), SEA)
    renderings.sweep()
    kept = [renderings.find(str(number)) is not None for number in range(5)]
    assert kept == sorted(kept)
    assert 0 < sum(kept) < 5


def test_damaged_html_is_made_again(cache_file: Path) -> None:
    cache = Cache(cache_file, "")
    renderings = Renderings(cache, "1")
    renderings.keep("digest", SEA)
    for damaged in (b"", b"x\x9c", b"nothing"):
        cache.write(("UPDATE rendered SET value = ?", [(damaged,)]))
        assert renderings.find("digest") is None
    renderings.keep("digest", SEA)
    assert renderings.find("digest") == SEA


def test_html_that_would_not_last_takes_no_memory() -> None:
    renderings = Renderings(Cache(None, ""), "1")
    renderings.keep("digest", SEA)
    assert renderings.find("digest") is None
