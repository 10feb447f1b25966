"""Your comments: found again by the same browser, through a cookie that goes to one address."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from gloss import database
from gloss.comments.models import Comment
from gloss.comments.receipts import browser
from gloss.settings import Settings
from tests.cast import Browser, ModeratorAtWork, Visitor, an_article, found, newest_comment
from tests.comments.receipts.test_letters import ADAS, confirmed
from tests.mail_server import MailServer, deliver

PAGE = "/my-comments"


def looks_at_the_receipt(visitor: Visitor) -> None:
    """Do what a browser does with the page of thanks: fetch its picture, which is empty."""
    answer = visitor.client.get(f"{PAGE}/folding")
    assert (answer.status_code, answer.data) == (204, b"")


def names(visitor: Visitor) -> list[str]:
    """Return the cookies that the browser keeps for the page."""
    cookies = (visitor.client._cookies or {}).values()
    return sorted(str(c.key) for c in cookies if str(c.path) == PAGE)


def test_the_same_browser_finds_its_comments_again_and_no_other_does(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork
) -> None:
    ada.posted("My first.")
    looks_at_the_receipt(ada)
    mo.decides(newest_comment().id, "approval")
    ada.posted("My second.")
    page = ada.client.get(PAGE).text
    assert page.index("My second.") < page.index("My first.")
    assert "waiting" in page
    assert "published" in page
    assert "This browser knows of no comment" in bo.client.get(PAGE).text


def test_the_cookie_goes_to_that_address_alone(ada: Visitor) -> None:
    thanks = ada.sends()
    cookies = [c for c in thanks.headers.getlist("Set-Cookie") if "my-comments" in c]
    assert len(cookies) == 1
    for part in ("HttpOnly", "SameSite=Lax", f"Path={PAGE}"):
        assert part in cookies[0]
    assert "Lovely." not in cookies[0]


def test_under_https_it_is_secure_and_says_so_in_its_name(
    settings: Settings, tmp_path: Path, content_dir: Path
) -> None:
    (tmp_path / "site.toml").write_text('address = "https://shore.example"')
    an_article(content_dir)
    app = create_app(settings)
    with app.app_context(), app.test_request_context():
        response = app.response_class()
        browser.remember(response, "secret")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Secure-my-comments-")
    assert "Secure" in cookie


def test_looking_folds_all_into_one_cookie_that_is_bounded(ada: Visitor, app: Flask) -> None:
    for number in range(9):
        receipt = ada.client.get(ada.sends(f"Number {number}.").location).text
        assert len(names(ada)) == (2 if number else 1)
        ada.client.get(found(re.compile(rf'src="({PAGE}/[^"]+)"'), receipt))
        assert names(ada) == ["my-comments"]
    page = ada.client.get(PAGE).text
    assert all(f"Number {number}." in page for number in range(9))
    with app.test_request_context():
        response = app.response_class()
        browser.fold(response, [f"{number:043}" for number in range(500)])
    cookie = response.headers["Set-Cookie"]
    assert len(cookie) < 4_000
    with app.test_request_context(headers={"Cookie": cookie.partition(";")[0]}):
        assert browser.known() == [f"{number:043}" for number in range(450, 500)]


def test_a_cookie_that_we_did_not_sign_finds_nothing(ada: Visitor) -> None:
    ada.posted()
    kept = names(ada)[0]
    cookie = ada.client.get_cookie(kept, path=PAGE)
    assert cookie is not None
    for forged in (cookie.value[:-2], "x", "", "W10.x", cookie.value[::-1], "a" * 4_000):
        ada.client.set_cookie(kept, forged, path=PAGE)
        assert "This browser knows of no comment" in ada.client.get(PAGE).text


def test_a_browser_forgets_and_the_comments_stay(ada: Visitor) -> None:
    receipt = str(ada.sends("Still here.").location)
    ada.client.get(PAGE)
    assert ada.client.post(f"{PAGE}/forgetting").status_code == 303
    assert names(ada) == []
    assert "This browser knows of no comment" in ada.client.get(PAGE).text
    assert "Still here." in ada.client.get(receipt).text


def test_a_script_gets_ones_own_waiting_comments_on_one_article(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, content_dir: Path
) -> None:
    an_article(content_dir, "dunes")
    ada.posted("On the dunes.", "dunes")
    looks_at_the_receipt(ada)
    mo.decides(ada.posted("Published.").id, "approval")
    looks_at_the_receipt(ada)
    ada.posted("Waits, *really*. <script>")
    bo.posted("Bo's.")
    own = ada.client.get(f"{PAGE}?article=tides").json
    assert own is not None
    assert [comment["html"] for comment in own["comments"]] == [
        "<p>Waits, <em>really</em>. &lt;script&gt;</p>\n"
    ]
    assert ada.client.get(own["comments"][0]["receipt"]).status_code == 200
    for slug in ("no-such", "%00", "x" * 500):
        assert ada.client.get(f"{PAGE}?article={slug}").json == {"comments": []}


def test_no_page_that_all_share_holds_a_waiting_comment(ada: Visitor) -> None:
    ada.posted("Waits here.")
    ada.client.get(PAGE)
    page = ada.client.get("/articles/tides")
    assert "Waits here." not in page.text
    assert "Set-Cookie" not in page.headers


def test_it_is_kept_nowhere(ada: Visitor) -> None:
    ada.posted()
    for address in (PAGE, f"{PAGE}?article=tides"):
        assert ada.client.get(address).headers["Cache-Control"] == "no-store"


def test_a_browser_that_confirmed_an_address_proves_the_next_comment_by_one_press(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    """Attack case 39: who merely types the address proves nothing."""
    confirmed(ada, mo, mail)
    looks_at_the_receipt(ada)
    for visitor, is_proven in ((ada, True), (bo, False)):
        receipt = str(visitor.sends("Another.", email=ADAS).location)
        comment_id = newest_comment().id
        secret = receipt.rpartition("/")[2]
        back = visitor.client.post(f"{PAGE}/proofs", data={"receipt": secret})
        assert back.status_code == 303
        database.db.session.rollback()
        comment = database.db.session.get_one(Comment, comment_id)
        assert (comment.mailbox_id is not None) is is_proven
    assert "has not confirmed that address" in bo.client.get(str(back.location)).text
    mail.letters.clear()
    mo.decides(comment_id - 1, "rejection", told="Off the subject.")
    deliver()
    assert len(mail.letters) == 1


@pytest.mark.parametrize("secret", ["", "x", "%00", "a" * 5_000])
def test_a_proof_of_nothing_changes_nothing(ada: Visitor, secret: str) -> None:
    ada.posted(email=ADAS)
    assert ada.client.post(f"{PAGE}/proofs", data={"receipt": secret}).status_code in {303, 404}
    assert newest_comment().mailbox_id is None


def test_a_strangers_browser_sends_nothing_along(app: Flask, ada: Visitor) -> None:
    ada.posted()
    assert isinstance(ada.client, Browser)
    assert app.test_client().get(f"{PAGE}?article=tides").json == {"comments": []}


def test_all_comments_of_a_confirmed_address_are_taken_along_and_erased_together(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, mail: MailServer, content_dir: Path
) -> None:
    an_article(content_dir, "dunes")
    confirmed(ada, mo, mail)
    looks_at_the_receipt(ada)
    receipt = str(ada.sends("On the dunes.", "dunes", email=ADAS).location)
    ada.client.post(f"{PAGE}/proofs", data={"receipt": receipt.rpartition("/")[2]})
    bo.posted("Bo's.", email=ADAS)
    one, all_of_them = (ada.client.get(f"{receipt}/data{query}").json for query in ("", "?all=yes"))
    assert one is not None
    assert all_of_them is not None
    assert [len(one["comments"]), len(all_of_them["comments"])] == [1, 2]
    assert ada.client.post(f"{receipt}/erasure", data={"all": "yes"}).status_code == 303
    database.db.session.rollback()
    texts = database.db.session.scalars(select(Comment.text).order_by(Comment.id)).all()
    assert texts == ["", "", "Bo's."]
