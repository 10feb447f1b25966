"""One person's data on request: handed out and erased; and refused words go."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from gloss import clock, database
from gloss.comments import retention
from gloss.comments.models import Comment
from gloss.database import Model, db
from tests.cast import ModeratorAtWork, Visitor

ADAS = "Ada@Shore.example"


def told(app: Flask, *words: str) -> str:
    result = app.test_cli_runner().invoke(args=["privacy", *words])
    assert result.exit_code == 0, result.output
    return result.output


def tables() -> str:
    """Return all rows of all tables as one text."""
    db.session.rollback()
    rows = (db.session.execute(select(t)).all() for t in Model.metadata.sorted_tables)
    return repr(list(rows))


def test_what_merely_names_an_address_is_touched_only_when_asked_to(
    app: Flask, ada: Visitor
) -> None:
    ada.posted("Sealilies.", email=ADAS)
    assert "Sealilies" not in told(app, "export", ADAS.lower())
    assert "Sealilies" in told(app, "export", "--typed", ADAS.lower())
    assert "1 more" in told(app, "erase", ADAS)
    assert "Sealilies" in tables()
    assert "1 comments are erased" in told(app, "erase", "--typed", ADAS)
    for trace in ("Sealilies", ADAS, ADAS.lower()):
        assert trace not in tables()


def test_refused_words_go_after_90_days_and_the_log_stays(
    app: Flask, ada: Visitor, mo: ModeratorAtWork
) -> None:
    refused, kept = ada.posted("Sealilies.").id, ada.posted("Razorshells.").id
    mo.decides(refused, "spam", why="Sealilies indeed")
    for days, is_there in ((89, True), (91, False)):
        now = clock.now() + timedelta(days=days)
        database.write(lambda session, now=now: retention.erase_refused(session, now))  # type: ignore[misc]
        assert ("Sealilies" in tables()) is is_there
    assert db.session.get_one(Comment, kept).text == "Razorshells."
    assert "spam" in mo.page("/moderation/log")
