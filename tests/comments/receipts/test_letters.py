"""Letters to visitors, as they arrive at a real mail server: who gets which, and what never."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.comments.mailboxes import finding, links, unsubscribing
from gloss.comments.mailboxes.models import Mailbox
from gloss.comments.models import Comment, Decision, State
from tests.cast import CSRF, VERSION, ModeratorAtWork, Visitor, found, newest_comment
from tests.mail_server import MailServer, deliver, html_of, links_in, text_of

ADAS, BOS = "ada@example.org", "bo@example.org"


def mailbox(address: str = ADAS) -> Mailbox:
    database.db.session.rollback()
    found = finding.find(database.db.session(), address)
    assert found is not None
    return found


def published(visitor: Visitor, mo: ModeratorAtWork, text: str = "Lovely.", **fields: str) -> int:
    comment_id = visitor.posted(text, **fields).id
    assert mo.decides(comment_id, "approval").status_code == 303
    return int(comment_id)


def confirmed(visitor: Visitor, mo: ModeratorAtWork, mail: MailServer, email: str = ADAS) -> int:
    """Publish a comment whose writer says, by the letter's link, that it is theirs."""
    comment_id = published(visitor, mo, email=email)
    deliver()
    link = links_in(mail.newest())[0]
    answer = visitor.client.post(link, data={"comment": str(comment_id)})
    assert "Your address is confirmed" in answer.text
    mail.letters.clear()
    return comment_id


def answer(visitor: Visitor, parent_id: int, text: str = "I agree.") -> int:
    """Send a comment that stands under another."""
    answer_id = int(visitor.posted(text).id)

    def put_under(session: Session) -> None:
        session.get_one(Comment, answer_id).parent_id = parent_id

    database.write(put_under)
    return answer_id


def test_nothing_goes_out_before_a_comment_is_published(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    """Attack case 56."""
    for decision in ("rejection", "spam"):
        mo.decides(ada.posted(email=ADAS).id, decision, told="No.")
    ada.posted(email=ADAS)
    deliver()
    assert mail.letters == []


def test_the_first_letter_asks_and_holds_nothing_that_a_visitor_wrote(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    """Attack case 56."""
    published(ada, mo, "Buy at https://evil.example now!", email=ADAS, author_name="Evelyn")
    deliver()
    letter = mail.newest()
    assert mail.recipients == [ADAS]
    for part in (str(letter["Subject"]), text_of(letter), html_of(letter), letter.as_string()):
        assert "evil" not in part
        assert "Evelyn" not in part
    assert "Did you write a comment on Tidewater?" in str(letter["Subject"])


def test_opening_a_link_changes_nothing_and_pressing_the_button_does(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    """Attack case 57: programs open every link of a letter, some of them twice."""
    comment_id = published(ada, mo, email=ADAS)
    deliver()
    for link in links_in(mail.newest()):
        for method in (ada.client.get, ada.client.head, ada.client.options):
            assert method(link).status_code == 200
    assert (mailbox().confirmed_at, mailbox().unsubscribed_at) == (None, None)
    confirm = links_in(mail.newest())[0]
    shown = ada.client.get(confirm).text
    assert "Lovely." in shown
    ada.client.post(confirm, data={"comment": str(comment_id)})
    assert mailbox().confirmed_at is not None
    assert newest_comment().mailbox_id == mailbox().id
    again = ada.client.post(confirm, data={"comment": str(comment_id)})
    assert (again.status_code, "used already" in again.text) == (404, True)


def test_a_link_is_good_for_one_thing_for_a_time(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    """Attack cases 49 and 57."""
    published(ada, mo, email=ADAS)
    deliver()
    confirm, stop = (link.rpartition("/")[2] for link in links_in(mail.newest()))
    for wrong in (
        f"/confirmations/{stop}",
        f"/unsubscriptions/{confirm}",
        f"/receipts/{stop}",
        f"/receipts/{confirm}",
    ):
        assert ada.client.get(wrong).status_code == 404
        assert ada.client.post(wrong).status_code in {404, 405}
    month = clock.now() + timedelta(days=31)
    database.write(lambda session: links.sweep(session, month))
    assert ada.client.get(f"/confirmations/{confirm}").status_code == 404
    assert ada.client.get(f"/unsubscriptions/{stop}").status_code == 200


def test_an_address_that_somebody_else_typed_is_asked_once_a_day_at_most(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    for _ in range(3):
        published(ada, mo, email=ADAS)
    published(ada, mo, email=ADAS.upper())
    deliver()
    assert mail.recipients == [ADAS]


def test_who_never_answers_is_left_alone(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    for _ in range(5):
        published(ada, mo, email=ADAS)
        deliver()

        def let_a_day_pass(session: Session) -> None:
            known = finding.find(session, ADAS)
            assert known is not None
            known.asked_at = clock.now() - timedelta(days=1, minutes=1)

        database.write(let_a_day_pass)
    assert len(mail.letters) == 3


def test_a_comment_under_a_confirmed_address_is_not_its_holders_by_itself(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    """Attack case 39: Eve types Ada's address, and is neither trusted nor heard of."""
    confirmed(ada, mo, mail)
    eves = published(bo, mo, "I am Ada.", email=ADAS)
    mo.decides(answer(bo, eves), "approval")
    deliver()
    assert [str(letter["Subject"]) for letter in mail.letters] == []
    database.db.session.rollback()
    assert database.db.session.get_one(Comment, eves).mailbox_id is None


def test_only_what_is_ticked_is_claimed_and_nothing_of_other_addresses(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    mine, eves = published(ada, mo, email=ADAS), published(ada, mo, "Mine!", email=ADAS)
    bos = published(bo, mo, email=BOS)
    waiting = ada.posted("Waits.", email=ADAS).id
    deliver()
    link = next(links_in(one)[0] for one in mail.letters if ADAS in str(one["To"]))
    assert "Waits." not in ada.client.get(link).text
    ada.client.post(link, data={"comment": [str(mine), str(bos), str(waiting), "x", "9" * 30]})
    database.db.session.rollback()
    given = select(Comment.id).where(Comment.mailbox_id.is_not(None))
    assert database.db.session.scalars(given).all() == [mine]
    assert eves != mine


def test_who_is_answered_hears_of_it_with_the_words(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    parent_id = confirmed(ada, mo, mail)
    answer_id = answer(bo, parent_id, "I agree, *mostly*. <b>x</b>")
    deliver()
    assert mail.letters == []
    mo.decides(answer_id, "approval")
    deliver()
    letter = mail.newest()
    assert (letter["To"], len(mail.letters)) == (ADAS, 1)
    assert "> I agree, *mostly*. <b>x</b>" in text_of(letter)
    assert "<em>mostly</em>. &lt;b&gt;x&lt;/b&gt;" in html_of(letter)
    receipt = next(link for link in links_in(letter) if link.startswith("/receipts/"))
    assert "Your comment is published" in ada.client.get(receipt).text


def test_a_letter_shows_name_and_words_neutralised_and_leads_to_the_comments_own_address(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    """Attack case 28; in a long thread the article's page does not hold the comment."""
    parent_id = confirmed(ada, mo, mail)
    bo.name = "\u202eBo\u200b"
    answer_id = answer(bo, parent_id, "I \u202eagree\u2066.")
    mo.decides(answer_id, "approval")
    deliver()
    letter = mail.newest()
    assert "Bo wrote:" in text_of(letter)
    assert "> I agree." in text_of(letter)
    assert not set(text_of(letter) + html_of(letter)) & set("\u202e\u2066\u200b")
    assert f"/articles/tides/comments/{answer_id}" in links_in(letter)


def test_an_answer_that_was_changed_before_its_letter_went_is_told_in_its_new_words(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    story = Story(bo, mo, confirmed(ada, mo, mail))
    for action in ("post", "approval", "edit", "publish change"):
        story.act(action)
    deliver()
    assert [str(letter["To"]) for letter in mail.letters] == [ADAS]
    assert "wording-2-of-" in text_of(mail.newest())
    assert "wording-1-of-" not in mail.newest().as_string()


def test_who_answers_oneself_hears_nothing(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    parent_id = confirmed(ada, mo, mail)
    answer_id = answer(ada, parent_id)

    def give(session: Session) -> None:
        parent = session.get_one(Comment, parent_id)
        session.get_one(Comment, answer_id).mailbox_id = parent.mailbox_id

    database.write(give)
    mo.decides(answer_id, "approval")
    deliver()
    assert [str(one["Subject"]) for one in mail.letters] == ["Your comment on “Tides” is published"]


def test_a_decision_that_is_undone_at_once_writes_to_nobody(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    comment_id = published(ada, mo, email=ADAS)
    mo.undoes(1)
    deliver()
    assert mail.letters == []
    mo.decides(comment_id, "approval")
    deliver()
    assert mail.recipients == [ADAS], "to be asked counts only once it happened"


def test_who_is_refused_is_told_the_reason_meant_for_them(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    comment_id = confirmed(ada, mo, mail)
    mo.decides(comment_id, "rejection", told="Off the subject.", why="third time")
    deliver()
    letter = mail.newest()
    assert "Off the subject." in text_of(letter)
    assert "third time" not in letter.as_string()
    assert "Lovely." not in text_of(letter)
    mail.letters.clear()
    mo.decides(comment_id, "approval")
    mo.decides(comment_id, "rejection")
    deliver()
    assert mail.letters == [], "without a reason there is nothing to tell"


def test_one_click_of_a_mail_program_ends_the_letters_about_a_conversation(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, mail: MailServer, app: Flask
) -> None:
    """Attack case 57, RFC 8058."""
    parent_id = confirmed(ada, mo, mail)
    mo.decides(answer(bo, parent_id), "approval")
    deliver()
    letter = mail.newest()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<http://localhost(/\S+)>", letter["List-Unsubscribe"])
    assert address is not None
    one_click = {"List-Unsubscribe": "One-Click"}
    for _ in range(2):
        assert app.test_client().post(address[1], data=one_click).status_code == 200
    mail.letters.clear()
    mo.decides(answer(bo, parent_id, "More."), "approval")
    deliver()
    assert mail.letters == []
    assert mailbox().unsubscribed_at is None


def test_who_wants_no_letters_at_all_gets_none_ever(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    published(ada, mo, email=ADAS)
    deliver()
    stop = links_in(mail.newest())[-1]
    assert "Done" in ada.client.post(stop, data={"all": "yes"}).text
    mail.letters.clear()

    def let_days_pass(session: Session) -> None:
        known = finding.find(session, ADAS)
        assert known is not None
        known.asked_at = None

    database.write(let_days_pass)
    published(bo, mo, email=ADAS)
    deliver()
    assert mail.letters == []


def test_letters_about_one_comment_are_switched_off_and_on_at_its_receipt(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    receipt = str(ada.sends(email=ADAS).location)
    parent_id = newest_comment().id
    ada.client.post(f"{receipt}/letters")
    assert "You get no letters" in ada.client.get(receipt).text
    mo.decides(parent_id, "approval")
    deliver()
    assert mail.letters == []
    ada.client.post(f"{receipt}/letters", data={"wanted": "yes"})
    assert f"{ADAS}</strong>" in ada.client.get(receipt).text


def test_a_mailbox_that_refuses_letters_gets_no_more(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    mail.to_recipient = "550 Nobody here"
    published(ada, mo, email=ADAS)
    deliver()
    database.write(lambda session: unsubscribing.note_refusals(session, clock.now()))
    assert mailbox().failed_at is not None


def test_erased_its_letters_are_gone_too(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    parent_id = confirmed(ada, mo, mail)
    bos_receipt = str(bo.sends("I regret this.").location)
    answer_id = newest_comment().id

    def put_under(session: Session) -> None:
        session.get_one(Comment, answer_id).parent_id = parent_id

    database.write(put_under)
    mo.decides(answer_id, "approval")
    bo.client.post(f"{bos_receipt}/erasure")
    deliver()
    assert mail.letters == []


@pytest.mark.parametrize(
    "name",
    ["Mo\r\nBcc: eve@evil.example", "Moderator <mo@example.org>", "a, b; c", "\u202emoderator"],
)
def test_a_name_gets_into_no_header(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, mail: MailServer, name: str
) -> None:
    """Attack case 55."""
    parent_id = confirmed(ada, mo, mail)
    answer_id = answer(bo, parent_id)

    def rename(session: Session) -> None:
        session.get_one(Comment, answer_id).author_name = name

    database.write(rename)
    mo.decides(answer_id, "approval")
    deliver()
    letter = mail.newest()
    assert (letter["From"], letter["To"], letter["Bcc"]) == (
        "Tidewater <comments@localhost>",
        ADAS,
        None,
    )
    assert all("eve" not in str(v) and "derator" not in str(v) for v in letter.values())


def test_the_links_of_letters_do_not_believe_the_host_header(
    ada: Visitor, mo: ModeratorAtWork, mail: MailServer
) -> None:
    """Attack case 51."""
    comment_id = ada.posted(email=ADAS).id
    mo.client.environ_base["HTTP_X_FORWARDED_HOST"] = "evil.example"
    mo.decides(comment_id, "approval")
    deliver()
    assert "evil.example" not in mail.newest().as_string()
    assert "http://localhost/confirmations/" in text_of(mail.newest())


ACTIONS = ("post", "approval", "rejection", "spam", "undo", "edit", "publish change", "withdraw")


@dataclass
class Story:
    """What happens to the answers that Bo writes to Ada, in any order."""

    bo: Visitor
    mo: ModeratorAtWork
    parent_id: int
    receipts: dict[int, str] = field(default_factory=dict)
    said: int = 0

    def act(self, action: str) -> None:
        """Do one thing to the newest answer; much of it is refused, as in life."""
        if action == "post" or not self.receipts:
            self.post()
        comment_id, receipt = max(self.receipts.items())
        if action in {"approval", "rejection", "spam"}:
            self.mo.decides(comment_id, action, told="Sorry.")
        elif action == "undo":
            database.db.session.rollback()
            decision = database.db.session.scalar(select(func.max(Decision.id)))
            self.mo.undoes(decision or 1)
        elif action == "edit":
            typed = {"author_name": "Bo", "text": self.words()}
            self.bo.client.post(f"{receipt}/edit", data=typed)
        elif action == "withdraw":
            self.bo.client.post(f"{receipt}/withdrawal")
        elif action == "publish change":
            self.publish_change()

    def post(self) -> None:
        location = str(self.bo.sends(self.words()).location)
        answer_id = newest_comment().id

        def put_under(session: Session) -> None:
            session.get_one(Comment, answer_id).parent_id = self.parent_id

        database.write(put_under)
        self.receipts[answer_id] = location

    def publish_change(self) -> None:
        page = self.mo.page("/moderation/changes/")
        if match := re.search(r"/moderation/changes/(\d+)/approval", page):
            shown = {"version": found(VERSION, page), "csrf_token": found(CSRF, page)}
            self.mo.client.post(match[0], data=shown)

    def words(self) -> str:
        self.said += 1
        return f"wording-{self.said}-of-{self.parent_id}."


def public_texts() -> str:
    database.db.session.rollback()
    approved = select(Comment.text).where(Comment.state == State.APPROVED)
    return " ".join(database.db.session.scalars(approved))


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(actions=strategies.lists(strategies.sampled_from(ACTIONS), min_size=4, max_size=8))
def test_whatever_happens_nothing_unapproved_is_in_any_letter(
    ada: Visitor, bo: Visitor, mo: ModeratorAtWork, mail: MailServer, actions: list[str]
) -> None:
    """Attack cases 33 and 56."""
    story = Story(bo, mo, confirmed_again(ada, mo, mail))
    for action in actions:
        story.act(action)
        deliver()
        public = public_texts()
        for letter in mail.letters:
            for said in re.findall(r"wording-\d+-of-\d+\.", text_of(letter) + html_of(letter)):
                assert said in public, (said, actions)
        mail.letters.clear()


def confirmed_again(ada: Visitor, mo: ModeratorAtWork, mail: MailServer) -> int:
    """Publish another comment of Ada's, of which it is proven that she wrote it."""
    number = database.db.session.scalar(select(func.max(Comment.id))) or 0
    return confirmed(ada, mo, mail, f"ada{number}@example.org")
