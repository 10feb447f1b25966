"""Reports by readers: without an account, a cookie or scripts; each network counts once."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from gloss import clock, database
from gloss.comments import retention
from gloss.comments.models import Comment, State
from gloss.comments.receipts import personal_data
from gloss.comments.reports.models import Complaint, Report
from gloss.database import db
from gloss.settings import Settings
from tests.cast import Visitor, an_article
from tests.comments.forest import Seed, decide, grow

ADDRESS = "/articles/tides/comments/1/report"
NOT_PUBLIC = [state for state in State if state is not State.APPROVED]
WORDS = "This is my own street."
Reports = Callable[..., TestResponse]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"trusted_proxies": ()})


@pytest.fixture
def ada(client: FlaskClient, content_dir: Path) -> Visitor:
    an_article(content_dir)
    return Visitor(client)


@pytest.fixture
def bo_reports(app: Flask) -> Reports:
    """Send the form from a network of one's choice."""

    def send(network: str = "203.0.113.1", address: str = ADDRESS, **fields: str) -> TestResponse:
        typed = {"complaint": "private", "words": WORDS} | fields
        return app.test_client().post(address, data=typed, environ_base={"REMOTE_ADDR": network})

    return send


def reports() -> list[Report]:
    db.session.rollback()
    return list(db.session.scalars(select(Report).order_by(Report.id)))


def open_reports(comment_id: int = 1) -> int:
    db.session.rollback()
    return db.session.get_one(Comment, comment_id).open_reports


def test_each_shown_comment_leads_to_a_page_to_report_it(ada: Visitor) -> None:
    grow([Seed(text="The *moon*."), Seed(1, State.DELETED), Seed(2)])
    article = ada.client.get("/articles/tides")
    assert article.text.count('/report" rel="nofollow"') == 2
    assert "Set-Cookie" not in article.headers
    page = ada.client.get(ADDRESS)
    assert "The <em>moon</em>." in page.text
    assert all(complaint.said in page.text for complaint in Complaint)
    assert "Set-Cookie" not in page.headers
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_a_closed_thread_can_be_reported_too(ada: Visitor, content_dir: Path) -> None:
    an_article(content_dir, "closed", comments="closed")
    grow([Seed()], "closed")
    assert "/comments/1/report" in ada.client.get("/articles/closed").text


def test_a_report_is_kept_as_typed_and_thanked_for(ada: Visitor, bo_reports: Reports) -> None:
    grow([Seed()])
    sent = bo_reports(words="  One line.\r\nAnother. ")
    assert sent.status_code == 303
    thanks = ada.client.get(sent.location)
    assert "Thank you for your report" in thanks.text
    (report,) = reports()
    assert (report.complaint, report.words) == (Complaint.PRIVATE, "One line.\nAnother.")
    assert (report.comment_id, report.settled_by_id, open_reports()) == (1, None, 1)
    assert "203.0.113" not in str(vars(report))


def test_a_report_changes_no_page_that_readers_see(ada: Visitor, bo_reports: Reports) -> None:
    grow([Seed()])
    before = ada.client.get("/articles/tides")
    bo_reports()
    after = ada.client.get("/articles/tides")
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


def test_one_network_counts_once_and_loses_no_words(bo_reports: Reports, ada: Visitor) -> None:
    grow([Seed(), Seed()])
    for network in ("203.0.113.1", "203.0.113.1", "203.0.113.2", "2001:db8::1", "2001:db8::2"):
        assert bo_reports(network).status_code == 303
    assert open_reports() == 3
    assert len(reports()) == 5
    bo_reports(address="/articles/tides/comments/2/report")
    assert open_reports(2) == 1
    assert len({report.reporter for report in reports()}) == 4, "one hash for each comment"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"complaint": ""}, "Choose what is wrong with the comment."),
        ({"complaint": "x"}, "Choose what is wrong with the comment."),
        ({"words": "x" * 1001}, "This has 1,001 characters, and at most 1,000 fit."),
        ({"words": "nul\0byte"}, "This held control characters"),
        ({"words": "\u200b"}, "There is nothing to read in this yet."),
    ],
)
def test_what_does_not_fit_is_explained_and_kept(
    ada: Visitor, bo_reports: Reports, fields: dict[str, str], sentence: str
) -> None:
    grow([Seed()])
    refused = bo_reports(**fields)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert fields.get("words", WORDS).replace("\0", "") in refused.text
    assert reports() == []


def test_the_choice_is_kept_when_the_words_do_not_fit(ada: Visitor, bo_reports: Reports) -> None:
    grow([Seed()])
    refused = bo_reports(complaint="harm", words="x" * 1001)
    assert 'value="harm" required checked' in refused.text


def test_words_may_be_left_out(ada: Visitor, bo_reports: Reports) -> None:
    grow([Seed()])
    assert bo_reports(words=" \n").status_code == 303
    assert reports()[0].words == ""


@pytest.mark.parametrize(
    "body", [b"\xff\x00", b'{"complaint": "spam"}', b"complaint=%00&words[]=1"]
)
def test_bodies_of_other_shapes_get_the_form_and_never_a_crash(ada: Visitor, body: bytes) -> None:
    grow([Seed()])
    for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data"):
        assert ada.client.post(ADDRESS, data=body, content_type=kind).status_code == 422


@pytest.mark.parametrize("state", NOT_PUBLIC)
def test_what_is_not_public_cannot_be_reported_nor_seen(
    ada: Visitor, bo_reports: Reports, state: State
) -> None:
    grow([Seed(state=state, text="Unseen."), Seed(1)])
    for answer in (ada.client.get(ADDRESS), bo_reports(), bo_reports(complaint="")):
        assert answer.status_code in {404, 422}
        assert "Unseen." not in answer.text
    assert WORDS in bo_reports().text, "nothing that was typed is lost"
    assert reports() == []


@pytest.mark.parametrize("at", ["dunes/comments/1", "tides/comments/99", "gone/comments/1"])
def test_a_comment_is_reported_on_its_own_article_alone(
    ada: Visitor, bo_reports: Reports, content_dir: Path, at: str
) -> None:
    an_article(content_dir, "dunes")
    grow([Seed()])
    address = f"/articles/{at}/report"
    assert ada.client.get(address).status_code == 404
    refused = bo_reports(address=address)
    assert (refused.status_code, WORDS in refused.text) == (404, True)
    assert reports() == []


def test_another_website_reports_nothing_and_the_words_come_back(ada: Visitor) -> None:
    grow([Seed()])
    typed = {"complaint": "private", "words": WORDS}
    forged = ada.client.post(ADDRESS, data=typed, headers={"Sec-Fetch-Site": "cross-site"})
    assert (forged.status_code, WORDS in forged.text) == (403, True)
    assert reports() == []


def test_too_many_from_one_network_pause_and_others_go_on(
    ada: Visitor, bo_reports: Reports
) -> None:
    grow([Seed() for _ in range(11)])
    addresses = [f"/articles/tides/comments/{n}/report" for n in range(1, 12)]
    answers = [bo_reports(address=address) for address in addresses]
    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert WORDS in answers[-1].text
    assert bo_reports("203.0.113.2", addresses[-1]).status_code == 303


def test_one_network_has_three_words_about_one_comment_a_day(
    ada: Visitor, bo_reports: Reports
) -> None:
    grow([Seed()])
    assert [bo_reports().status_code for _ in range(4)] == [303, 303, 303, 429]


def test_what_is_odd_about_a_report_is_noted_and_refuses_nobody(
    ada: Visitor, bo_reports: Reports
) -> None:
    grow([Seed()])
    bo_reports(website="filled")
    assert reports()[0].doubts == ["filled the hidden field"]
    for host in range(2, 33):
        assert bo_reports(f"203.0.113.{host}").status_code == 303
    assert reports()[-1].doubts == [
        "more than 30 reports came from its neighbourhood within an hour"
    ]
    assert open_reports() == 32


def test_a_removed_comment_is_reported_no_more(ada: Visitor, bo_reports: Reports) -> None:
    grow([Seed()])
    decide(1, State.REJECTED)
    assert bo_reports().status_code == 404


def test_erased_with_a_comment_goes_what_was_typed_about_it(
    ada: Visitor, bo_reports: Reports
) -> None:
    grow([Seed()])
    bo_reports(website="filled")
    exported = personal_data.of_comment(db.session(), db.session.get_one(Comment, 1))
    assert [report["complaint"] for report in exported["reports"]] == ["private"]
    assert WORDS not in str(exported), "a reporter's words may give the reporter away"
    database.write(lambda session: personal_data.erase(session, [1], clock.now()))
    (report,) = reports()
    assert (report.words, report.reporter, report.doubts, open_reports()) == ("", "", [], 0)


@pytest.mark.parametrize(
    ("days", "words", "knows"), [(29, WORDS, True), (31, WORDS, False), (91, "", False)]
)
def test_networks_go_after_thirty_days_and_words_after_ninety(
    ada: Visitor, bo_reports: Reports, days: int, words: str, knows: bool
) -> None:
    grow([Seed()])
    bo_reports()
    then = clock.now() + timedelta(days=days)
    database.write(lambda session: retention.forget_networks(session, then))
    database.write(lambda session: retention.forget_words_of_reports(session, then))
    (report,) = reports()
    assert (report.words, bool(report.reporter), open_reports()) == (words, knows, 1)


@pytest.mark.parametrize(
    ("column", "index"), [("reporter", "ix_report_network"), ("words", "ix_report_words")]
)
def test_the_sweeps_look_at_what_is_left_to_forget_alone(
    app: Flask, column: str, index: str
) -> None:
    session = db.session()
    is_sqlite = db.engine.dialect.name == "sqlite"
    session.execute(text("SELECT 1" if is_sqlite else "SET enable_seqscan = off"))
    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    sweep = f"UPDATE report SET {column} = '' WHERE {column} != '' AND reported_at <= :until"
    assert index in str(session.execute(text(explain + sweep), {"until": "2026-01-01"}).all())
