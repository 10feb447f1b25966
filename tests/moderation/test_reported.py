"""What readers reported, before moderators: shown, found, settled by a decision, and undone."""

from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from gloss import clock, database
from gloss.comments.models import Comment, Decision, State
from gloss.comments.receipts import withdrawing
from gloss.comments.reports import reporting
from gloss.comments.reports.models import Complaint, Report
from gloss.comments.reports.reporting import Sent
from gloss.database import db
from gloss.moderation import bulk, decisions
from gloss.moderation.bulk import Order
from gloss.moderation.decisions import Seen
from gloss.moderation.finding import pages
from gloss.moderation.finding.wanted import Wanted
from gloss.outbox.models import Letter
from tests.cast import CSRF, ModeratorAtWork, Visitor, a_moderator, an_article, found

REPORTED = "/moderation/?reported=y"


@pytest.fixture
def mo(app: Flask, content_dir: Path) -> ModeratorAtWork:
    an_article(content_dir)
    return a_moderator(app)


@pytest.fixture
def public(mo: ModeratorAtWork, client: FlaskClient) -> int:
    """Return a comment that everybody sees."""
    return published(mo, Visitor(client))


def published(mo: ModeratorAtWork, ada: Visitor, words: str = "Seen by all.") -> int:
    comment_id = ada.posted(words).id
    mo.decides(comment_id, "approval")
    return comment_id


def report(comment_id: int, reporter: str = "bo", words: str = "My own street.") -> None:
    sent = Sent("tides", comment_id, Complaint.PRIVATE, words, reporter)
    database.write(lambda session: reporting.report(session, sent, clock.now()))


def comment(comment_id: int) -> Comment:
    db.session.rollback()
    return db.session.get_one(Comment, comment_id)


def open_reports(comment_id: int) -> int:
    return comment(comment_id).open_reports


def newest_decision() -> Decision:
    db.session.rollback()
    return db.session.scalars(select(Decision).order_by(Decision.id.desc()).limit(1)).one()


def test_reports_stand_beside_the_comment_with_count_and_words(
    mo: ModeratorAtWork, public: int
) -> None:
    report(public)
    report(public, "eve", "<script>")
    page = mo.page(f"/moderation/comments/{public}")
    assert "Reported by 2 readers" in page
    assert "It tells private things about somebody: 2" in page
    assert "<q>My own street.</q>" in page
    assert "&lt;script&gt;" in page


def test_the_reported_are_a_queue_of_their_own(
    mo: ModeratorAtWork, public: int, client: FlaskClient
) -> None:
    assert "reported=y" not in mo.page()
    second = published(mo, Visitor(client), "Also seen.")
    published(mo, Visitor(client), "Nobody minds.")
    for comment_id in (public, second):
        report(comment_id)
    page = mo.page(REPORTED)
    assert ">2 reported</h1>" in page
    assert "Nobody minds." not in page
    assert f'data-comment="{public}"' in page
    assert "reported by 1 reader<" in page
    token = {"csrf_token": found(CSRF, page), "version": str(comment(public).version)}
    kept = mo.client.post(
        f"/moderation/comments/{public}/approval", data=token | {"origin": "reported=True"}
    )
    page = mo.page(kept.location.removeprefix("http://localhost"))
    assert ">1 reported</h1>" in page
    assert f'data-comment="{second}"' in page
    mo.decides(second, "rejection")
    assert ">0 reported</h1>" in mo.page(REPORTED)


def test_the_filter_is_served_by_its_index(app: Flask) -> None:
    session = db.session()
    is_sqlite = db.engine.dialect.name == "sqlite"
    session.execute(text("SELECT 1" if is_sqlite else "SET enable_seqscan = off"))
    looking, _ = pages._looking(session, Wanted(clock.now(), None, is_reported=True), None)
    query = str(looking.compile(db.engine, compile_kwargs={"literal_binds": True}))
    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    assert "ix_comment_reported" in str(session.execute(text(explain + query)).all())


@pytest.mark.parametrize("decision", ["approval", "rejection", "spam"])
def test_a_decision_settles_the_reports_and_undoing_brings_them_back(
    mo: ModeratorAtWork, public: int, decision: str
) -> None:
    report(public)
    report(public, "eve")
    assert mo.decides(public, decision).status_code == 303
    assert open_reports(public) == 0
    assert "settled by a decision" in mo.page(f"/moderation/comments/{public}")
    made = newest_decision()
    assert mo.undoes(made.id).status_code == 303
    assert (open_reports(public), comment(public).state) == (2, State.APPROVED)
    mo.undoes(newest_decision().id)  # the undoing is undone
    assert open_reports(public) == 0
    mo.undoes(newest_decision().id)
    assert open_reports(public) == 2


def test_to_keep_a_comment_changes_nothing_for_readers_and_takes_no_letter_back(
    mo: ModeratorAtWork, public: int, client: FlaskClient
) -> None:
    letter = Letter(
        about=f"comment {public}", recipient="ada@example.org", subject="", text="", html="",
        language="en", headers={}, message_id="<1@localhost>", written_at=clock.now(),
        due_at=clock.now(),
    )  # fmt: skip
    database.write(lambda session: session.add(letter))
    report(public)
    before = client.get("/articles/tides")
    assert "Keep it" in mo.page(f"/moderation/comments/{public}")
    mo.decides(public, "approval")
    after = client.get("/articles/tides")
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert "again and left it" in mo.page("/moderation/log")
    assert db.session.scalar(select(Letter.id)) is not None
    assert "Keep it" not in mo.page(f"/moderation/comments/{public}")


def test_what_was_reported_since_the_page_was_opened_stays_open(
    mo: ModeratorAtWork, public: int
) -> None:
    report(public)
    page = mo.page(f"/moderation/comments/{public}")
    report(public, "eve", "And my number.")
    shown = {
        "csrf_token": found(CSRF, page),
        "version": str(comment(public).version),
        "newest_report": page.split('name="newest_report" value="')[1].split('"')[0],
    }
    mo.client.post(f"/moderation/comments/{public}/approval", data=shown)
    assert open_reports(public) == 1
    assert "And my number." in mo.page(REPORTED)


def test_after_it_was_kept_the_same_network_does_not_bring_it_up_again(
    mo: ModeratorAtWork, public: int
) -> None:
    report(public)
    mo.decides(public, "approval")
    report(public, words="Still my street.")
    assert open_reports(public) == 0
    assert "Still my street." in mo.page(f"/moderation/comments/{public}")
    report(public, "eve")
    assert open_reports(public) == 1


def test_to_undo_what_came_before_a_report_leaves_it_open(mo: ModeratorAtWork, public: int) -> None:
    approved = newest_decision()
    report(public)
    mo.undoes(approved.id)
    assert (comment(public).state, open_reports(public)) == (State.PENDING, 1)


def test_a_bulk_decision_settles_too(mo: ModeratorAtWork, public: int) -> None:
    report(public)
    mo.undoes(newest_decision().id)  # so that no reader sees it, and yet it is reported
    for to in (State.REJECTED, State.APPROVED):
        seen = Seen(public, comment(public).version, mo.id)
        order = Order([seen], to, {})
        database.write(partial(bulk.decide, part=order, now=clock.now()))
        assert open_reports(public) == 0


def test_to_keep_many_at_once_settles_what_was_reported(mo: ModeratorAtWork, public: int) -> None:
    report(public)
    order = Order([Seen(public, comment(public).version, mo.id)], State.APPROVED, {})
    database.write(partial(bulk.decide, part=order, now=clock.now()))
    assert (open_reports(public), comment(public).state) == (0, State.APPROVED)


@pytest.mark.parametrize("newest", ["-1", "9" * 30, "x", "1.5", "\0"])
def test_a_made_up_last_report_is_no_fault_of_ours(
    mo: ModeratorAtWork, public: int, newest: str
) -> None:
    report(public)
    assert mo.decides(public, "approval", newest_report=newest).status_code == 422
    assert open_reports(public) == 1


def test_a_withdrawn_comment_is_reported_no_more(mo: ModeratorAtWork, public: int) -> None:
    report(public)
    database.write(lambda session: withdrawing.withdraw(session, public, clock.now()))
    assert open_reports(public) == 0


def test_the_overview_lists_what_is_reported(mo: ModeratorAtWork, public: int) -> None:
    assert "No report is open." in mo.page("/moderation/overview")
    report(public)
    page = mo.page("/moderation/overview")
    assert "It tells private things about somebody" in page
    assert f"focus={public}" in page


def test_many_who_report_while_somebody_decides_wait_in_no_ring(
    mo: ModeratorAtWork, public: int, app: Flask
) -> None:
    report(public, "network 0")
    start, faults = Barrier(5), list[BaseException]()

    def act(number: int) -> None:
        with app.app_context():
            try:
                start.wait()
                for turn in range(8):
                    if number:
                        report(public, f"network {number % 2}", f"{turn}")
                        continue
                    seen = Seen(public, 2 + turn, mo.id)
                    database.write(partial(decisions.approve, seen=seen, now=clock.now()))
            except BaseException as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [Thread(target=act, args=[number]) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    first = select(Report).where(Report.comment_id == public, Report.is_first.is_(True))
    db.session.rollback()
    counted = [one for one in db.session.scalars(first) if one.settled_by_id is None]
    assert len(db.session.scalars(first).all()) == 2, "each network counts once"
    assert open_reports(public) == len(counted)
    assert len(db.session.scalars(select(Report.id)).all()) == 33
