"""Articles and comments to measure with: the same ones at every run."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from gloss.comments.arranging import arrange
from gloss.comments.models import Comment, State, Thread

FIRST_MOMENT = datetime(2016, 1, 1, 9, 40, tzinfo=UTC)
BETWEEN_ARTICLES = timedelta(minutes=40)  # 100,000 of them end before 2024
TAGS = ("tide", "moon", "sand", "gull", "wreck", "chart", "rope", "storm", "salt", "harbour")
ROWS_AT_ONCE = 5000
CODE = """```python
def heights(moments: list[float], constituents: dict[str, tuple[float, float]]) -> list[float]:
    \"\"\"Return the height of the tide, in metres, at each of ``moments``.\"\"\"
    found = []
    for moment in moments:
        height = 0.0
        for name, (amplitude, phase) in constituents.items():
            speed = SPEEDS[name]  # degrees an hour
            height += amplitude * cos(radians(speed * moment - phase))
        found.append(round(height, 2))
    return found
```"""
LISTS = 0.5  # after so many of the headings
MARKS = {  # in so many of the paragraphs
    0.5: "See [the chart of the harbour](https://example.org/charts/harbour).",
    0.35: "It is what `heights` returns.",
    0.17: "That is **not** the same everywhere.",
}
VOCABULARY = Path(__file__).with_name("vocabulary.txt").read_text().split()


def write_articles(folder: Path, number: int, paragraphs: int = 12) -> None:
    """Write ``number`` articles.

    With 12 paragraphs they are in the mean what the posts of a large technical blog are: 6 kB
    with 4 headings, 4 blocks of 10 lines of code, 6 links, 4 code spans and 8 entries of lists.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for place in range(number):
        text = article(f"Notes from the shore {place}", place, paragraphs)
        (folder / f"{slug(place)}.md").write_text(text)


def slug(place: int) -> str:
    """Return the address of the article that ``write_articles`` wrote at ``place``."""
    return f"shore-{place:06}"


def article(title: str, place: int, paragraphs: int) -> str:
    """Return an article that Gloss, Hugo and Pelican can read."""
    random = Random(place)  # noqa: S311 (no secret)
    published = FIRST_MOMENT + place * BETWEEN_ARTICLES
    head = {
        "title": title,
        "summary": _sentence(random, 15),
        "published": f"{published:%Y-%m-%d %H:%M:%S}",
        "tags": f"[{', '.join(random.sample(TAGS, 2))}]",
    }
    lines = "\n".join(f"{key}: {value}" for key, value in head.items())
    return f"---\n{lines}\n---\n\n" + "\n\n".join(_blocks(random, paragraphs)) + "\n"


def fill(session: Session, article_id: str, number: int) -> None:
    """Put ``number`` approved comments on one article."""
    session.add(Thread(article_id=article_id, approved_count=number))
    session.flush()
    thread_id = session.scalars(select(Thread.id).where(Thread.article_id == article_id)).one()
    for first in range(0, number, ROWS_AT_ONCE):
        places = range(first, min(first + ROWS_AT_ONCE, number))
        session.execute(insert(Comment), [_comment(thread_id, place) for place in places])
    arrange(session, thread_id)


def _comment(thread_id: int, place: int) -> dict[str, object]:
    random = Random(place)  # noqa: S311 (no secret)
    posted_at = FIRST_MOMENT + timedelta(minutes=place)
    return {
        "thread_id": thread_id,
        "author_name": random.choice(VOCABULARY).capitalize(),
        "text": f"{_sentence(random, 5)} *{_sentence(random, 3)}*",
        "state": State.APPROVED,
        "reasons": [],
        "network": sha256(b"benchmark").hexdigest()[:32],
        "receipt": sha256(f"{thread_id} {place}".encode()).hexdigest(),
        "posted_at": posted_at,
        "published_at": posted_at,
    }


def _blocks(random: Random, paragraphs: int) -> Iterator[str]:
    """Yield paragraphs; after each third a heading and code, now and then with a list."""
    for place in range(paragraphs):
        yield _paragraph(random)
        if place % 3 == 1:
            yield f"## {_sentence(random, 4).rstrip('.')}"
            yield CODE
            if random.random() < LISTS:
                yield "\n".join(f"- {_sentence(random, 8)}" for _ in range(4))


def _paragraph(random: Random) -> str:
    parts = [_sentence(random, random.randrange(8, 20)) for _ in range(3)]
    for share, mark in MARKS.items():
        if random.random() < share:
            parts.append(mark)
    return " ".join(parts)


def _sentence(random: Random, words: int) -> str:
    return " ".join(random.choices(VOCABULARY, k=words)).capitalize() + "."
