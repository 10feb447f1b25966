"""An article with its comments, by Flask, Jinja and SQLAlchemy as their tutorials do it.

``python page.py page.json`` fills the database; gunicorn serves ``page:app``.
"""

import json
import os
import sys
from datetime import datetime
from pathlib import Path

from flask import Flask, abort, render_template
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = Flask(__name__)
engine = create_engine(f"sqlite:///{os.environ['DATABASE']}")


class Model(DeclarativeBase):
    """The base of both tables."""


class Article(Model):
    """An article whose Markdown was rendered when it was stored."""

    __tablename__ = "article"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    published: Mapped[datetime]
    body_html: Mapped[str]


class Comment(Model):
    """A comment whose Markdown was rendered when it was stored."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey(Article.id), index=True)
    author_name: Mapped[str]
    posted_at: Mapped[datetime]
    text_html: Mapped[str]


@app.get("/articles/<slug>")
def article(slug: str) -> str:
    """Show an article, its comments, and the form to add one."""
    with Session(engine) as session:
        found = session.scalar(select(Article).where(Article.slug == slug)) or abort(404)
        comments = session.scalars(
            select(Comment).where(Comment.article_id == found.id).order_by(Comment.id)
        ).all()
        return render_template("article.html", article=found, comments=comments)


def fill(file: Path) -> None:
    """Store the article and the comments that ``file`` holds."""
    page = json.loads(file.read_text())
    Model.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add(Article(id=1, published=datetime.now(), **page["article"]))  # noqa: DTZ005
        for comment in page["comments"]:
            session.add(Comment(article_id=1, posted_at=datetime.now(), **comment))  # noqa: DTZ005


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
