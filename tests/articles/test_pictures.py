"""Pictures in a text: what its page shows, and what its author is told."""

import os
import re
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest

from gloss.articles.article import Defaults
from gloss.articles.illustrations.converting import KEPT_UNUSED, PictureWork
from gloss.articles.library import Library
from gloss.clock import now
from tests.articles.shore import public, put
from tests.pictures.darkroom import corners, moving, photo, saved

NEVER = Event()
ZONE = ZoneInfo("Europe/Berlin")


@pytest.fixture
def work(library: Library, tmp_path: Path) -> PictureWork:
    """Return the background work on what ``library`` shows."""
    return PictureWork(library, tmp_path / "made")


def done(work: PictureWork) -> int:
    """Let all pictures be converted; count them."""
    count = 0
    while work.step(NEVER):
        count += 1
    return count


def html(library: Library, slug: str = "tides") -> str:
    library.refresh()
    return library.rendered(public(library, slug)).html


def told(library: Library, slug: str = "tides") -> list[tuple[int, str]]:
    library.refresh()
    return [(p.line, p.message) for p in library.picture_problems(public(library, slug))]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("![The sea](sea.jpg)", "<figure>IMG</figure>"),
        (
            '![The sea](sea.jpg "At *noon* & later")',
            "<figure>IMG<figcaption>At *noon* &amp; later</figcaption></figure>",
        ),
        ("![The sea][s]\n\n[s]: sea.jpg", "<figure>IMG</figure>"),
        ("[![The sea](sea.jpg)](/on)", '<figure><a href="/on">IMG</a></figure>'),
        ("Look: ![The sea](sea.jpg)", "<p>Look: IMG</p>"),
        ("- ![The sea](sea.jpg)", "<ul>\n<li>IMG</li>\n</ul>"),
        (
            "![The sea](sea.jpg)\n/// caption\nCalm\n///",
            "<figure>\nIMG\n<figcaption>\n<p>Calm</p>\n</figcaption>\n</figure>",
        ),
    ],
)
def test_a_picture_alone_is_a_figure(
    folder: Path, library: Library, text: str, figure: str
) -> None:
    (folder / "sea.jpg").write_bytes(photo())
    put(folder, "tides.md", body=text)
    assert re.sub("<img[^>]*>", "IMG", html(library)) == figure


def test_a_picture_takes_its_place_before_it_is_converted(folder: Path, library: Library) -> None:
    (folder / "sea.jpg").write_bytes(photo(orientation=6))
    put(folder, "tides.md", body="![The sea](sea.jpg)\n\n![The sea again](sea.jpg)")
    first, second = re.findall("<img[^>]*>", html(library))
    assert re.fullmatch(
        r'<img src="/pictures/from/[0-9a-f]{28}/sea\.jpg" alt="The sea" width="900" height="600" '
        r'fetchpriority="high" decoding="async">',
        first,
    )
    assert 'loading="lazy"' in second


def test_once_converted_it_comes_in_the_sizes_of_the_web(
    folder: Path, library: Library, work: PictureWork
) -> None:
    (folder / "Sea & Sand.jpg").write_bytes(photo())
    put(folder, "tides.md", body="![The sea](<Sea & Sand.jpg>)")
    before = html(library)
    assert done(work) == 1
    shown = html(library)
    (digest,) = os.listdir(work._folder)  # noqa: PTH208
    address = f"/pictures/{digest}/sea-sand"
    assert shown.startswith(
        f'<figure><picture><source type="image/avif" srcset="{address}-480.avif 480w, '
        f'{address}-720.avif 720w, {address}-900.avif 900w" '
        'sizes="(min-width: 690px) 620px, 90vw"><source type="image/webp" srcset='
    )
    assert f'<img src="{address}-900.jpg" alt="The sea" width="900" height="600"' in shown
    assert before != shown
    assert library.album.revision("content/tides.md") == 1
    assert done(work) == 0


def test_html_of_the_author_works_too(folder: Path, library: Library) -> None:
    (folder / "sea.jpg").write_bytes(photo())
    (folder / "paper.pdf").write_bytes(b"%PDF")
    body = '<p class="x"><IMG class=wide SRC="sea.jpg" alt="A > B" width="300" onerror=x></p>\n\n'
    put(folder, "tides.md", body=body + "[Paper](paper.pdf) [Text](other.md) [Site](/about)")
    shown = html(library)
    assert 'width="300" height="200"' in shown
    assert 'class="wide"' in shown
    assert 'alt="A &gt; B"' in shown
    assert re.search(r'href="/pictures/from/[0-9a-f]{28}/paper\.pdf"', shown)
    assert 'href="other.md"' in shown
    assert 'href="/about"' in shown


def test_code_that_shows_a_picture_is_left_alone(folder: Path, library: Library) -> None:
    put(folder, "tides.md", body='```html\n<img src="sea.jpg">\n```\n\n`![x](sea.jpg)`')
    assert "no-picture" not in html(library)
    assert told(library) == []


def test_drawings_and_moving_pictures_are_served_as_they_are(
    folder: Path, library: Library, work: PictureWork
) -> None:
    (folder / "plan.svg").write_text('<svg viewBox="0 0 800 400"></svg>')
    (folder / "waves.gif").write_bytes(moving("GIF"))
    put(folder, "tides.md", body="![Plan](plan.svg)\n\n![Waves](waves.gif)")
    done(work)
    shown = html(library)
    assert re.search(r'from/\w+/plan\.svg" alt="Plan" width="800" height="400"', shown)
    assert re.search(r'from/\w+/waves\.gif" alt="Waves" width="90" height="60"', shown)
    assert "<picture>" not in shown


def test_a_picture_beside_a_text_in_a_folder_is_found_there(folder: Path, library: Library) -> None:
    put(folder, "moon/index.md", body="![Moon](full.png) ![Sea](../images/sea.png)")
    put(folder, "pages/about.md", body="![Moon](../moon/full.png)")
    for name in ("moon/full.png", "images/sea.png"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(saved(corners(30, 20), "PNG"))
    assert html(library, "moon").count('width="30" height="20"') == 2
    about = library.page("about")
    assert about is not None
    assert "/moon/full.png" in library.rendered(about).html


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("![](sea.jpg)", "the picture sea.jpg has no alt text"),
        ("![ ](sea.jpg)", "the picture sea.jpg has no alt text"),
        ('<img src="sea.jpg">', "the picture sea.jpg has no alt text"),
        ("![Moon](moon.jpg)", "the picture moon.jpg: the file is not there"),
        (
            "![Sea](../sea.jpg)",
            "the picture ../sea.jpg: the address leads out of the content folder",
        ),
        ("![Sea](tides.md)", "the picture tides.md: it is not a picture"),
        ("![Sea](bad.jpg)", "the picture bad.jpg: it is not a picture that Gloss knows"),
        (
            "![Sea](https://example.org/sea.jpg)",
            "the picture https://example.org/sea.jpg is on another site and not shown",
        ),
    ],
)
def test_each_fault_is_told_with_its_line(
    folder: Path, library: Library, text: str, message: str
) -> None:
    (folder / "sea.jpg").write_bytes(photo())
    (folder / "bad.jpg").write_bytes(b"no picture")
    put(folder, "tides.md", body=f"One.\n\n![Sea](sea.jpg)\n\n{text}\n\nTwo.")
    assert told(library) == [(9, message)]


@pytest.mark.parametrize(
    "text", ['<img src="sea.jpg" alt="">', "![](sea.jpg){role=presentation}", "![Sea](sea.jpg)"]
)
def test_ornament_and_words_are_no_fault(folder: Path, library: Library, text: str) -> None:
    (folder / "sea.jpg").write_bytes(photo())
    put(folder, "tides.md", body=text)
    assert told(library) == []


def test_in_place_of_what_cannot_be_shown_stand_its_words(folder: Path, library: Library) -> None:
    (folder / "bad.jpg").write_bytes(photo()[:100])
    put(folder, "tides.md", body="![A <b> moon](moon.jpg) ![Sea](bad.jpg) ![Up](../up.jpg)")
    shown = html(library)
    assert '<span class="no-picture">A &lt;b&gt; moon</span>' in shown
    assert shown.count("no-picture") == 3
    assert "<img" not in shown


def test_a_cut_photo_is_found_out_when_it_is_converted(
    folder: Path, library: Library, work: PictureWork, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "sea.jpg").write_bytes(photo()[:4000])
    put(folder, "tides.md", body="![Sea](sea.jpg)")
    assert done(work) == 1
    assert "content/sea.jpg: it is damaged" in caplog.text
    assert '<span class="no-picture">Sea</span>' in html(library)
    assert "truncated" in told(library)[0][1]
    (folder / "sea.jpg").write_bytes(photo())
    assert done(work) == 1
    assert "<picture>" in html(library)
    assert told(library) == []


def test_a_replaced_photo_gets_another_address(
    folder: Path, library: Library, work: PictureWork
) -> None:
    (folder / "sea.jpg").write_bytes(photo())
    put(folder, "tides.md", body="![Sea](sea.jpg)")
    done(work)
    before = html(library)
    (folder / "sea.jpg").write_bytes(saved(corners(700, 300), "JPEG"))
    assert done(work) == 1
    assert 'width="700" height="300"' in html(library)
    assert html(library) != before
    assert library.album.revision("content/tides.md") == 1  # counted since the page was made


def test_what_one_process_made_another_learns(
    folder: Path, tmp_path: Path, cache_file: Path
) -> None:
    (folder / "sea.jpg").write_bytes(photo())
    put(folder, "tides.md", body="![Sea](sea.jpg)")
    worker, server = (Library(folder, Defaults(ZONE), cache_file) for _ in range(2))
    assert "<picture>" not in html(server)
    done(PictureWork(worker, tmp_path / "made"))
    server.refresh()
    assert server.album.revision("content/tides.md") == 1
    assert "<picture>" in html(server)
    later = Library(folder, Defaults(ZONE), cache_file)
    assert "<picture>" in html(later)
    assert done(PictureWork(later, tmp_path / "made")) == 0


def test_what_was_made_and_is_lost_is_made_again(
    folder: Path, library: Library, work: PictureWork, tmp_path: Path
) -> None:
    (folder / "sea.jpg").write_bytes(photo())
    put(folder, "tides.md", body="![Sea](sea.jpg)")
    done(work)
    (made,) = (tmp_path / "made").iterdir()
    made.rename(tmp_path / "lost")
    assert done(PictureWork(library, tmp_path / "made")) == 1
    assert made.is_dir()


def test_what_no_text_shows_is_swept_in_time(
    folder: Path, library: Library, work: PictureWork, tmp_path: Path
) -> None:
    for name in ("sea.jpg", "moon.jpg"):
        (folder / name).write_bytes(photo(comment=name.encode()))
    put(folder, "tides.md", body="![Sea](sea.jpg) ![Moon](moon.jpg)")
    done(work)
    put(folder, "tides.md", body="![Sea](sea.jpg)")
    library.refresh()
    assert done(work) == 0
    work.sweep(now())
    assert len(list((tmp_path / "made").iterdir())) == 2
    work.sweep(now() + 2 * KEPT_UNUSED)
    (kept,) = (tmp_path / "made").iterdir()
    assert kept.name in html(library)


def test_the_newest_text_comes_first(folder: Path, library: Library, work: PictureWork) -> None:
    for year in ("2024", "2025"):
        (folder / f"{year}.jpg").write_bytes(photo(comment=year.encode()))
        put(folder, f"tides-{year}.md", body=f"![Sea]({year}.jpg)", published=f"{year}-01-01")
    assert work.step(NEVER)
    assert library.album.pictures() == {"2025.jpg"}


def test_pictures_of_drafts_are_ready_before_they_are_public(
    folder: Path, library: Library, work: PictureWork
) -> None:
    (folder / "sea.jpg").write_bytes(photo())
    put(folder, "tides.md", "draft: true", body="![Sea](sea.jpg)")
    assert done(work) == 1


def test_a_text_without_pictures_costs_nothing(
    folder: Path, library: Library, work: PictureWork, tmp_path: Path
) -> None:
    put(folder, "tides.md", body="The sea.")
    assert done(work) == 0
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "odd", ["<img", "<img src=>", '<img src="%">', "<img src='a.jpg", "<img src=x:y>"]
)
def test_odd_html_is_survived(folder: Path, library: Library, odd: str) -> None:
    put(folder, "tides.md", body=odd)
    html(library)
    told(library)
