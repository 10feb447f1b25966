"""The least that Flask, Flask-WTF and Flask-SQLAlchemy do for a comment: a form and an insert."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, redirect
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from sqlalchemy import event, insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.test import run_wsgi_app
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from benchmarks import load
from benchmarks.peers import granian
from benchmarks.peers.environment import Peer
from gloss.operation.lanes import ENVIRONMENT, FLASK_THREADS, Exchange

DATABASE = "DATABASE"  # the variable that says where it is
ADDRESS = "/articles/tides/comments"
TAKEN = 303


class Model(DeclarativeBase):
    """The base of the one table."""


db = SQLAlchemy(model_class=Model)


class Comment(db.Model):  # type: ignore[name-defined, misc]
    """A comment."""

    id: Mapped[int] = mapped_column(primary_key=True)
    author_name: Mapped[str]
    text: Mapped[str]


class CommentForm(FlaskForm):  # type: ignore[misc]
    """What a comment needs at least."""

    author_name = StringField(validators=[InputRequired()])
    text = TextAreaField(validators=[InputRequired()])


@contextmanager
def serving(folder: Path) -> Iterator[Peer]:
    """Take comments until the end of the block, as durably as Gloss does."""
    target, file = f"{__name__}:application", folder / "comments.db"
    with granian.serving(target, FLASK_THREADS, folder, {DATABASE: str(file)}) as peer:
        yield peer


def comment(text: str) -> bytes:
    """Write the request that posts one comment."""
    body = urlencode({"author_name": "Ada", "text": text}).encode()
    return load.post(ADDRESS, body, "application/x-www-form-urlencoded")


def application() -> Callable[[Exchange, dict[str, Any]], None]:
    """Return what answers each request."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ[DATABASE]}"
    app.config["WTF_CSRF_ENABLED"] = False
    db.init_app(app)
    app.add_url_rule(ADDRESS, view_func=_send, methods=["POST"])
    with app.app_context():
        event.listen(db.engine, "connect", _wait_for_the_disk)
        db.create_all()

    def answer(exchange: Exchange, request: dict[str, Any]) -> None:
        body, status, headers = run_wsgi_app(app, ENVIRONMENT | request)
        exchange.response_bytes(int(status[:3]), list(headers), b"".join(body))

    return answer


def _send() -> ResponseReturnValue:
    form = CommentForm()
    if not form.validate():
        return "What is missing?", 422
    values = {"author_name": form.author_name.data, "text": form.text.data}
    db.session.execute(insert(Comment).values(values))
    db.session.commit()
    return redirect(ADDRESS, TAKEN)


def _wait_for_the_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
