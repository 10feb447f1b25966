"""What a search finds, in which order, and how it is shown."""

from datetime import timedelta
from pathlib import Path
from time import thread_time

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from gloss.articles.search.searching import HITS_ON_A_PAGE
from tests.articles.finder import Finder, plain
from tests.articles.shore import NOON, put


def test_an_article_is_found_by_its_title_tags_summary_headings_and_text(
    folder: Path, finder: Finder
) -> None:
    put(folder, "a.md", "tags: [lighthouses]", "summary: About gulls.", body="# Wrecks\n\nAn ebb.")
    for typed in ("a", "lighthouse", "gull", "wreck", "ebbs", "wreck gull"):
        assert finder.finds(typed) == ["a"], typed
    assert finder.finds("wreck sand") == []


def test_a_page_beside_the_articles_is_found_too(folder: Path, finder: Finder) -> None:
    put(folder, "pages/about.md", body="We watch.")
    assert finder.finds("watching") == ["about"]


def test_titles_count_more_than_headings_and_these_more_than_text(
    folder: Path, finder: Finder
) -> None:
    filler = "Sand and stone. " * 20
    put(folder, "text.md", body=f"{filler} The moon. {filler}")
    put(folder, "heading.md", body=f"{filler}\n\n## The moon\n\n{filler}")
    put(folder, "moon.md", body=filler * 2)
    for number in range(5):
        put(folder, f"other-{number}.md", body=filler * 2)
    assert finder.finds("moon") == ["moon", "heading", "text"]


def test_a_hit_leads_to_its_best_sections(folder: Path, finder: Finder) -> None:
    put(
        folder,
        "tides.md",
        body="Lead.\n\n## Ebb\n\nThe water goes.\n\n## Flood\n\nThe water comes, high water.\n\n"
        "### Spring & neap\n\nMore water than ever: water.\n\n## Boats\n\nNo such thing.\n\n"
        "## Harbours\n\nWater.",
    )
    (hit,) = finder.results("water").hits
    assert [(s.anchor, plain(s.heading), plain(s.excerpt)) for s in hit.sections] == [
        ("flood", "Flood", "The [water] comes, high [water]."),
        ("spring-neap", "Spring & neap", "More [water] than ever: [water]."),
        ("ebb", "Ebb", "The [water] goes."),
    ]


def test_a_word_in_the_title_alone_needs_no_section(folder: Path, finder: Finder) -> None:
    put(folder, "tides.md", body="The sea.\n\n## Ebb\n\nGone.")
    (hit,) = finder.results("tide").hits
    assert (plain(hit.title), hit.sections) == ("[tides]", ())


def test_an_excerpt_is_cut_around_what_was_found(folder: Path, finder: Finder) -> None:
    put(folder, "tides.md", body=f"{'Sand. ' * 100}A <b>moon</b> & stars. {'Stone. ' * 100}")
    (hit,) = finder.results("moon stars").hits
    text = plain(hit.sections[0].excerpt)
    assert "A [moon] & [stars]." in text
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert len(text) < 260


@pytest.mark.parametrize(
    ("language", "text", "typed", "shown"),
    [
        ("ru", "Польза массажа лица.", "массаж", "Польза [массажа] лица."),
        ("en", "Курс массажей.", "массажа", "Курс [массажей]."),
        ("en", "At the café.", "cafe", "At the [café]."),
        ("ja", "東京湾の潮位表です。", "潮位", "東京湾の[潮位]表です。"),
        ("ja", "満月の夜。", "月", "満[月]の夜。"),
        ("ja", "夜に満月", "月", "夜に満[月]"),
        ("zh", "海水每天涨落两次", "涨落", "海水每天[涨落]两次"),
        ("th", "น้ำขึ้นน้ำลง", "น้ำลง", None),
        ("ko", "바다에서 수영했다", "바다", "[바다]에서 수영했다"),
        ("ar", "المد والجزر في البحر", "بحر", "المد والجزر في [البحر]"),
        ("el", "Η θάλασσα", "ΘΑΛΑΣΣΑ", "Η [θάλασσα]"),
        ("en", "ビタミンCの話", "ビタミンC", "[ビタミンC]の話"),
    ],
)
def test_words_are_found_in_every_script(
    folder: Path, language: str, text: str, typed: str, shown: str | None
) -> None:
    put(folder, "a.md", body=text)
    put(folder, "b.md", body="Nothing of the kind: 別の話.")
    results = Finder(folder, language).results(typed)
    assert [hit.content.slug for hit in results.hits] == ["a"]
    if shown:
        assert plain(results.hits[0].sections[0].excerpt) == shown


def test_a_phrase_keeps_words_together_and_a_minus_leaves_out(folder: Path, finder: Finder) -> None:
    put(folder, "a.md", body="A spring tide.")
    put(folder, "b.md", body="The tide in spring.")
    assert sorted(finder.finds("spring tide")) == ["a", "b"]
    assert finder.finds('"spring tide"') == ["a"]
    assert finder.finds("tide -“spring tide”") == ["b"]
    assert finder.finds("tide -a") == ["b"]


def test_a_phrase_reaches_from_no_section_into_the_next(folder: Path, finder: Finder) -> None:
    put(folder, "a.md", body="## One\n\nThe spring\n\n## Two\n\ntide.")
    assert finder.finds('"spring tide"') == []


def test_the_last_word_may_be_unfinished(folder: Path, finder: Finder) -> None:
    put(folder, "a.md", body="The lighthouse keeper.")
    assert finder.finds("keeper lightho") == ["a"]
    assert finder.finds("lightho keeper") == []
    assert plain(finder.results("lightho").hits[0].sections[0].excerpt).startswith("The [light")


def test_where_nothing_has_all_words_some_are_better_than_none(
    folder: Path, finder: Finder
) -> None:
    put(folder, "a.md", body="Swelling of the face.")
    results = finder.results("does cream help swelling")
    assert results.is_partial
    assert [hit.content.slug for hit in results.hits] == ["a"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lighthuose", "lighthouse"),
        ("lighthose", "lighthouse"),
        ("xighthouse", "lighthouse"),
        ("lightthouses", "lighthouse"),
        ("lihgthose", "lighthouse"),
        ("old lighthuose -gull", "old lighthouse -gull"),
        ('"lighthuose"', '"lighthouse"'),
        ("масаж", "массаж"),
        ("old sae", "old sea"),
        ("qqqqq", ""),
        ("lighthouse", ""),
        ("sea zzzzz", ""),
    ],
)
def test_a_typo_is_answered_by_what_was_meant(
    folder: Path, finder: Finder, typed: str, meant: str
) -> None:
    put(folder, "a.md", body="The old lighthouse by the sea. Массаж.")
    correction = finder.results(typed).correction
    assert correction == meant
    if correction:
        assert finder.finds(correction) == ["a"]


def test_results_come_a_page_at_a_time_and_each_once(folder: Path, finder: Finder) -> None:
    for number in range(HITS_ON_A_PAGE + 3):
        put(folder, f"a{number}.md")
    pages = [finder.results("sea", number) for number in (1, 2, 3)]
    assert [len(page.hits) for page in pages] == [HITS_ON_A_PAGE, 3, 0]
    assert {(page.count, page.pages) for page in pages} == {(HITS_ON_A_PAGE + 3, 2)}
    assert len({hit.content.slug for page in pages for hit in page.hits}) == HITS_ON_A_PAGE + 3


SECRET = "lighthouse"


@pytest.mark.parametrize("line", ["draft: true", "published: 2026-01-03", "draft: ture"])
def test_what_is_not_public_leaves_no_trace(folder: Path, finder: Finder, line: str) -> None:
    put(folder, "a.md", body="The sea.")
    hidden = put(folder, "b.md", line, f"tags: [{SECRET}]", body=f"The sea. {SECRET}.")
    hidden.write_text(hidden.read_text().replace("published: 2026-01-01\npub", "pub"))
    assert finder.finds("sea") == ["a"]
    for typed in (SECRET, "lighthuose", "lightho"):
        results = finder.results(typed)
        assert (results.count, results.correction) == (0, "")
    assert SECRET.encode() not in finder.file.read_bytes()


def test_an_article_appears_at_its_minute(folder: Path, finder: Finder) -> None:
    put(folder, "a.md", published="2026-01-02 12:30:00")
    half_past = NOON + timedelta(minutes=30)
    assert finder.finds("sea", half_past - timedelta(seconds=1)) == []
    assert finder.finds("sea", half_past) == ["a"]


@pytest.mark.parametrize("change", ["deleted", "draft", "postponed"])
def test_what_is_withdrawn_is_gone_before_the_index_knows(
    folder: Path, finder: Finder, change: str
) -> None:
    file = put(folder, "a.md")
    put(folder, "pages/about.md", body="The sea.")
    assert finder.finds("sea") == ["a", "about"]
    if change == "deleted":
        file.unlink()
    elif change == "draft":
        put(folder, "a.md", "draft: true")
    else:
        put(folder, "a.md", published="2026-02-01")
    finder.library.refresh()
    results = finder.search.find("sea", 1, NOON)
    assert ([hit.content.slug for hit in results.hits], results.count) == (["about"], 1)


def test_a_word_that_was_withdrawn_is_never_offered(folder: Path, finder: Finder) -> None:
    put(folder, "a.md", body=SECRET)
    assert finder.results("lighthuose").correction == SECRET
    put(folder, "a.md", body="Nothing.")
    finder.library.refresh()
    assert finder.search.find("lighthuose", 1, NOON).correction in {"", SECRET}
    assert finder.results("lighthuose").correction == ""


def test_an_older_version_shows_nothing_of_its_text(folder: Path, finder: Finder) -> None:
    put(folder, "a.md", body="The sea and a secret.")
    finder.follows()
    put(folder, "a.md", body="The sea.")
    finder.library.refresh()
    (hit,) = finder.search.find("sea", 1, NOON).hits
    assert hit.sections == ()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    """Return a search that many examples share."""
    folder = tmp_path_factory.mktemp("site") / "content"
    folder.mkdir()
    put(folder, "a.md", body="The sea, é, 海と月, массаж. e-mail.")
    finder = Finder(folder)
    finder.follows()
    return finder


@given(some.text(some.sampled_from('abesя海é"-*()^:{}+,.\0\\“» ') | some.characters()))
@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_answered(shared: Finder, typed: str) -> None:
    results = shared.search.find(typed, 1, NOON)
    for hit in results.hits:
        assert "".join(piece.text for piece in hit.title) == hit.content.title


def test_an_odd_search_takes_no_time(folder: Path, finder: Finder) -> None:
    put(folder, "a.md", body="word " * 100_000)
    finder.follows()
    before = thread_time()
    for typed in ("x" * 100_000, '"' * 100_000, "word " * 50, "- " * 50_000, "wrod " * 40):
        finder.search.find(typed, 1, NOON)
    assert thread_time() - before < 3


def test_an_article_is_found_by_the_words_of_its_own_language(folder: Path, finder: Finder) -> None:
    an_article_in(folder, "de", "haeuser", "Häuser stehen am Deich.")
    an_article_in(folder, "ru", "doma", "На берегу стояли домики.")
    an_article_in(folder, "", "houses", "Houses stand near the dunes.")
    assert finder.finds("haus") == ["haeuser"]
    assert finder.finds("домик") == ["doma"]
    assert finder.finds("house dune") == ["houses"]
    assert finder.finds("-haus deich") == []
    (hit,) = finder.results("haus").hits
    assert "[Häuser] stehen" in plain(hit.sections[0].excerpt)


def test_an_article_that_gets_another_language_leaves_no_trace_of_the_old_one(
    folder: Path, finder: Finder
) -> None:
    an_article_in(folder, "de", "haeuser", "Häuser stehen am Deich.")
    assert finder.finds('"haus"') == ["haeuser"]
    an_article_in(folder, "ru", "haeuser", "Häuser stehen am Deich.")
    assert finder.finds('"haus"') == []
    (folder / "haeuser.md").unlink()
    assert finder.finds("häuser") == []


def an_article_in(folder: Path, language: str, slug: str, text: str) -> None:
    head = f"title: X\npublished: 2026-01-01\n{f'language: {language}' if language else ''}"
    (folder / f"{slug}.md").write_text(f"---\n{head}\n---\n\n{text}\n")
