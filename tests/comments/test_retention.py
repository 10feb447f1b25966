"""What is known of a commenter's network, and for how long."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from gloss import clock, database
from gloss.comments import retention
from tests.cast import Visitor, an_article, newest_comment


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


def swept_after(days: int) -> str:
    then = clock.now() + timedelta(days=days)
    database.write(lambda session: retention.forget_networks(session, then))
    return newest_comment().network


def test_the_hash_of_a_network_is_forgotten_after_thirty_days(ada: Visitor) -> None:
    posted = ada.posted()
    assert len(posted.network) == 32
    assert swept_after(29) == posted.network
    assert swept_after(31) == ""
    assert swept_after(32) == ""


def test_forgetting_looks_at_what_is_left_to_forget_alone(app: Flask) -> None:
    session = database.db.session()
    session.execute(text("SELECT 1"))
    is_sqlite = database.db.engine.dialect.name == "sqlite"
    if not is_sqlite:
        session.execute(text("SET enable_seqscan = off"))
    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    sweep = "UPDATE comment SET network = '' WHERE network != '' AND posted_at <= :until"
    plan = session.execute(text(explain + sweep), {"until": "2026-01-01"}).all()
    assert "ix_comment_network" in str(plan)


def test_no_address_is_written_down_anywhere(
    ada: Visitor, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level("DEBUG")
    ada.client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    ada.posted()
    ada.sends(answer="WRONG9")
    assert "203.0.113.77" not in caplog.text
    for table in database.Model.metadata.sorted_tables:
        rows = database.db.session.execute(table.select()).all()
        assert "203.0.113.77" not in str(rows)
