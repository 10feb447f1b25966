"""Who speaks freely: by proof of a mailbox or without suspicion, never by what is typed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gloss import clock, database, site
from gloss.articles import library
from gloss.comments.mailboxes import finding
from gloss.comments.models import Comment, Decision, State
from gloss.comments.posting import WITHOUT_CAPTCHA
from gloss.database import db
from gloss.moderation import decisions
from gloss.moderation.suspicion import freely, ruling
from gloss.moderation.suspicion.ruling import Draft
from gloss.settings import Settings
from gloss.spam.rules import Action, Kind
from tests.cast import ModeratorAtWork, an_article
from tests.moderation.suspicion.history import (
    AD,
    NOON,
    NOTE,
    came,
    decided,
    last_decision,
    states,
    taught,
    worked,
)

ADAS = "ada@shore.example"


@pytest.fixture
def site_with(settings: Settings, content_dir: Path) -> Callable[[str], None]:
    def choose(policy: str) -> None:
        with settings.site_file.open("a") as stream:
            stream.write(f'[comments]\npolicy = "{policy}"\n')

    an_article(content_dir)
    return choose


@pytest.fixture
def first_timers(site_with: Callable[[str], None]) -> None:
    site_with("hold-first-timers")


@pytest.fixture
def suspicious(site_with: Callable[[str], None]) -> None:
    site_with("hold-suspicious")


@pytest.fixture
def adas_first(app: Flask, mo: int) -> int:
    """Let Mo approve a comment of Ada's confirmed mailbox."""
    (first,) = proven("My first.")
    decided(first, decisions.approve, mo)
    return first


def proven(*texts: str) -> list[int]:
    """Store comments that Ada's mailbox was proven for."""
    ids = came(*texts)

    def prove(session: Session) -> None:
        mailbox = finding.of(session, ADAS, NOON)
        mailbox.confirmed_at = NOON
        for one in ids:
            session.get_one(Comment, one).mailbox_id = mailbox.id

    database.write(prove)
    return ids


def change(comment_id: int, **values: object) -> None:
    def work(session: Session) -> None:
        for name, value in values.items():
            setattr(session.get_one(Comment, comment_id), name, value)

    database.write(work)


def lately(decision_id: int) -> None:
    """Let a decision of that noon be one of today, so that it can be taken back still."""

    def work(session: Session) -> None:
        session.get_one(Decision, decision_id).decided_at = clock.now()

    database.write(work)


@pytest.mark.usefixtures("first_timers")
def test_a_proven_mailbox_with_an_approved_comment_speaks_freely(adas_first: int) -> None:
    (second,) = proven("My second.")
    worked()
    assert states(second) == [State.APPROVED]
    made = last_decision(second)
    assert made.moderator_id is None
    assert made.why.startswith("Policy hold-first-timers: mailbox")
    assert ADAS not in made.why


@pytest.mark.usefixtures("first_timers")
def test_a_mailbox_without_an_approved_comment_waits(app: Flask) -> None:
    (first,) = proven("My first.")
    worked()
    assert states(first) == [State.PENDING]


@pytest.mark.usefixtures("first_timers")
def test_a_trusted_name_and_address_merely_typed_wait_like_any_other(adas_first: int) -> None:
    (spoofed,) = came("I am Ada, am I not?", name="Ada")
    change(spoofed, email=ADAS)
    worked(worked())
    assert states(spoofed) == [State.PENDING]


@pytest.mark.usefixtures("first_timers")
def test_proof_that_comes_later_publishes_then(adas_first: int) -> None:
    (second,) = came("My second.")
    work = worked()
    assert states(second) == [State.PENDING]
    db.session.rollback()
    change(second, mailbox_id=db.session.get_one(Comment, adas_first).mailbox_id)
    worked(work)
    assert states(second) == [State.APPROVED]


@pytest.mark.usefixtures("first_timers")
@pytest.mark.parametrize("refuse", [decisions.reject, decisions.mark_spam])
def test_a_refusal_ends_trust_at_once_and_its_undo_restores_it(
    adas_first: int, mo: int, refuse: decisions.Decide
) -> None:
    (second,) = proven("My second.")
    refused = decided(second, refuse, mo)
    (third,) = proven("My third.")
    work = worked()
    assert states(third) == [State.PENDING]
    database.write(lambda s: decisions.undo(s, refused, mo, NOON))
    worked(work)
    assert states(second, third) == [State.PENDING, State.APPROVED]


@pytest.mark.usefixtures("first_timers")
def test_trust_that_ended_since_it_was_looked_at_publishes_nothing(
    app: Flask, adas_first: int, mo: int
) -> None:
    decided(adas_first, decisions.reject, mo)
    (second,) = proven("My second.")
    worked()
    here = site.current()
    assert database.write(lambda s: freely.publish(s, here, [second], NOON)) == 0
    assert states(second) == [State.PENDING]


@pytest.mark.usefixtures("first_timers")
def test_rules_and_what_came_without_the_captcha_hold_all_the_same(
    adas_first: int, mo: int
) -> None:
    rule = Draft(Kind.WORD, "watches", Action.HOLD)
    database.write(lambda s: ruling.write(s, rule, mo, NOON))
    named, unasked = proven("Lovely watches.", "Nobody asked me.")
    change(unasked, reasons=[WITHOUT_CAPTCHA])
    worked()
    assert states(named, unasked) == [State.PENDING] * 2


@pytest.mark.usefixtures("first_timers")
def test_what_a_moderator_took_back_is_left_to_people(adas_first: int, mo: int) -> None:
    (second,) = proven("My second.")
    work = worked()
    made = last_decision(second).id
    database.write(lambda s: decisions.undo(s, made, mo, NOON))
    worked(work)
    assert states(second) == [State.PENDING]


@pytest.mark.usefixtures("first_timers")
def test_an_article_may_hold_all(content_dir: Path, adas_first: int) -> None:
    an_article(content_dir, comment_policy="hold-all")
    library.current().refresh()
    (second,) = proven("My second.")
    worked()
    assert states(second) == [State.PENDING]


@pytest.mark.usefixtures("suspicious")
def test_while_too_little_was_decided_everything_waits(app: Flask) -> None:
    (note,) = came(NOTE.format("x"))
    worked()
    assert states(note) == [State.PENDING]


@pytest.mark.usefixtures("suspicious")
def test_a_good_score_publishes_and_a_bad_one_or_a_signal_holds(mo: int) -> None:
    taught(mo)
    work = worked()
    ad, noticed, allowed = came(AD.format("x"), "The harbour wall at dusk.", NOTE.format("y"))
    change(noticed, reasons=["mostly capitals"])
    worked(work)
    assert states(ad, noticed, allowed) == [State.PENDING, State.PENDING, State.APPROVED]
    assert last_decision(allowed).why.startswith("Policy hold-suspicious: score")


@pytest.mark.usefixtures("suspicious")
def test_near_duplicates_wait(mo: int) -> None:
    taught(mo)
    work = worked()
    text = "The tide at our pier came a little later than you say, said the old fisher of ours"
    ids = came(text, text, text)
    worked(work)
    assert State.APPROVED not in states(*ids[1:])


def test_by_default_nothing_is_published_by_itself(
    content_dir: Path, adas_first: int, mo: int
) -> None:
    an_article(content_dir)
    taught(mo)
    ids = [*proven("My second."), *came(NOTE.format("x"))]
    worked(worked())
    assert states(*ids) == [State.PENDING] * 2


@pytest.mark.usefixtures("first_timers")
def test_moderators_see_what_was_published_by_itself_and_take_it_back(
    desk: ModeratorAtWork, adas_first: int
) -> None:
    address = "/moderation/spam/freely"
    assert "a person read every comment" in desk.page(address)
    (second,) = proven("My <b>second</b>.")
    worked()
    lately(last_decision(second).id)
    page = desk.page(address)
    assert "My &lt;b&gt;second&lt;/b&gt;." in page
    assert "My first." not in page
    assert desk.undoes(last_decision(second).id).status_code == 303
    assert states(second) == [State.PENDING]
    assert "Somebody decided about it since." in desk.page(address)
