"""The pages about what looks suspicious: who sees them, what they say, what their buttons do."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from gloss import database
from gloss.comments.models import State
from gloss.database import db
from gloss.moderation import decisions
from gloss.moderation.models import Rule, Threshold
from gloss.moderation.suspicion import thresholds
from tests.cast import CSRF, ModeratorAtWork, found
from tests.moderation.suspicion.history import (
    AD,
    NOON,
    NOTE,
    came,
    comment,
    decided,
    last_decision,
    states,
    taught,
    worked,
)

PAGES = (
    "/moderation/spam/",
    "/moderation/rules/",
    "/moderation/rules/trial?kind=word&value=casino&action=spam",
    "/moderation/campaigns/",
    "/moderation/campaigns/1",
)
BUTTONS = (
    "/moderation/spam/threshold",
    "/moderation/rules/",
    "/moderation/rules/1/retirement",
    "/moderation/campaigns/1/approval",
    "/moderation/campaigns/1/rejection",
    "/moderation/campaigns/1/spam",
    "/moderation/campaigns/decisions/1/undoing",
)
SEEN = re.compile(r'name="seen" value="([^"]*)"')


def press(desk: ModeratorAtWork, button: str, page: str, **fields: str) -> TestResponse:
    token = found(CSRF, desk.page(page))
    return desk.client.post(button, data={"csrf_token": token} | fields)


def writes(desk: ModeratorAtWork, value: str, **fields: str) -> TestResponse:
    rule = {"kind": "word", "value": value, "action": "spam"} | fields
    return press(desk, "/moderation/rules/", "/moderation/rules/trial?" + PLAIN, **rule)


PLAIN = "kind=word&value=casino&action=spam"


def rules() -> list[tuple[str, str, str]]:
    db.session.rollback()
    made = db.session.scalars(select(Rule).order_by(Rule.id))
    return [(rule.kind.value, rule.value, rule.action.value) for rule in made]


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_led_to_the_sign_in(client: FlaskClient, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 303
    assert "/moderation/sign-in" in response.location


@pytest.mark.parametrize("button", BUTTONS)
def test_a_stranger_and_a_forged_request_change_nothing(
    client: FlaskClient, desk: ModeratorAtWork, button: str
) -> None:
    came(AD.format(1), AD.format(2))
    worked()
    fields = {"seen": "1.1 2.1", "threshold": "50", "kind": "word", "value": "x", "action": "spam"}
    assert client.post(button, data=fields).status_code in {303, 400}
    assert desk.client.post(button, data=fields).status_code == 400
    assert states(1, 2) == [State.PENDING] * 2
    assert rules() == []
    assert db.session.scalars(select(Threshold)).all() == []


def test_the_queue_says_why_in_plain_words(mo: int, desk: ModeratorAtWork) -> None:
    taught(mo)
    worked()
    (ad,) = came(AD.format("x"))
    page = desk.page(f"/moderation/comments/{ad}")
    assert "looks at a new comment within a few seconds" in page
    worked()
    page = desk.page(f"/moderation/comments/{ad}")
    assert re.search(r"Spam score: (8|9)\d of 100", page)
    assert "a link to deals.example" in page
    assert "for spam" in page


def test_before_enough_was_decided_the_pages_say_what_is_missing(
    mo: int, desk: ModeratorAtWork
) -> None:
    taught(mo, 2)
    (ad,) = came(AD.format("x"))
    worked()
    for page in (f"/moderation/comments/{ad}", "/moderation/spam/"):
        assert "There is no score yet" in desk.page(page)
        assert "so far there are 2 and 2" in desk.page(page)


def test_a_strangers_words_are_shown_and_never_run(mo: int, desk: ModeratorAtWork) -> None:
    attack = "<script>alert(1)</script> please buy all of our watches at deals.example"
    ids = came(attack, attack, name=attack[:80])
    worked()
    for page in (*PAGES, f"/moderation/comments/{ids[0]}"):
        assert "<script>alert" not in desk.page(page)
    trial = desk.page("/moderation/rules/trial?kind=word&action=spam&value=<script>alert(1)")
    assert "<script>alert" not in trial


def test_a_threshold_is_chosen_logged_and_taken_back(desk: ModeratorAtWork) -> None:
    for chosen in ("95", "never"):
        made = press(desk, "/moderation/spam/threshold", "/moderation/spam/", threshold=chosen)
        assert made.status_code == 303
    page = desk.page("/moderation/spam/")
    assert page.index("Mia: nothing by itself") < page.index("Mia: 95 or more")
    assert thresholds.current(db.session()) is None


@pytest.mark.parametrize("chosen", ["", "x", "1", "-5", "9" * 50, "nan", "0.95", "٩٥"])
def test_a_threshold_that_is_not_offered_is_refused(desk: ModeratorAtWork, chosen: str) -> None:
    made = press(desk, "/moderation/spam/threshold", "/moderation/spam/", threshold=chosen)
    if chosen == "٩٥":  # 95 in Arabic digits is 95
        assert made.status_code == 303
        return
    assert made.status_code == 422
    assert "nothing was changed" in made.text
    assert thresholds.current(db.session()) is None


def test_the_page_says_what_a_threshold_would_have_done(mo: int, desk: ModeratorAtWork) -> None:
    taught(mo)
    worked()
    ad, note = came(AD.format("x"), NOTE.format("x"))
    worked()
    decided(ad, decisions.mark_spam, mo)
    decided(note, decisions.approve, mo)
    page = desk.page("/moderation/spam/")
    assert "Tried on the last 2 comments" in page
    assert "<polyline" in page


def test_a_rule_is_tried_and_then_put_in_force(desk: ModeratorAtWork) -> None:
    came("Best casino", *(f"The tide, day {n}" for n in range(9)))
    page = desk.page(f"/moderation/rules/trial?{PLAIN}")
    assert "Of the last 10 comments" in page
    assert "it matches 1." in page
    assert rules() == []
    assert writes(desk, "casino").status_code == 303
    assert rules() == [("word", "casino", "spam")]
    assert "casino" in desk.page("/moderation/rules/")


def test_a_comment_leads_to_a_rule_for_its_network_and_its_name(desk: ModeratorAtWork) -> None:
    came("Best casino", name="Cheap Deals", network="abc")
    page = desk.page("/moderation/comments/1")
    assert "kind=network&amp;value=abc" in page
    form = desk.page("/moderation/rules/?kind=network&value=abc&action=hold")
    assert 'value="abc"' in form
    assert '<option selected value="network">' in form
    came("From nowhere", network="")
    assert "for this network" not in desk.page("/moderation/comments/2")


def test_a_rule_for_everything_warns_and_must_be_confirmed(desk: ModeratorAtWork) -> None:
    """Attack 45."""
    came("One", "Two")
    work = worked()
    everything = {"kind": "pattern", "value": ".*", "action": "spam"}
    page = desk.page("/moderation/rules/trial?kind=pattern&value=.*&action=spam")
    assert "It matches every comment there is" in page
    refused = writes(desk, ".*", kind="pattern")
    assert refused.status_code == 422
    assert "Nothing was changed" in refused.text
    assert rules() == []
    assert writes(desk, is_confirmed="y", **everything).status_code == 303
    came("Three")
    worked(work)
    assert states(1, 2) == [State.PENDING] * 2  # what was there stays
    assert states(3) == [State.SPAM]  # and nothing is deleted: it can be brought back


def test_a_rule_for_everything_that_only_holds_needs_no_confirmation(desk: ModeratorAtWork) -> None:
    came("One", "Two")
    assert writes(desk, ".*", kind="pattern", action="hold").status_code == 303


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("pattern", "("),
        ("pattern", r"(a+)+\1"),
        ("word", "!"),
        ("word", ""),
        ("link", "nonsense"),
        ("word", "x" * 400),
        ("word", "a\0b"),
        ("nonsense", "x"),
        ("", "x"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_what_was_typed(
    desk: ModeratorAtWork, kind: str, value: str
) -> None:
    """Attack 44: refused at save, with the reason, and at the trial before."""
    query = {"kind": kind, "value": value, "action": "hold"}
    tried = desk.client.get("/moderation/rules/trial", query_string=query)
    saved = writes(desk, **query)
    for answer in (tried, saved):
        assert answer.status_code == 422
        assert "Please look at this again" in answer.text
    if value.isalnum():
        assert value in saved.text
    assert rules() == []


def test_a_rule_is_retired_by_a_button(desk: ModeratorAtWork) -> None:
    writes(desk, "casino")
    retired = press(desk, "/moderation/rules/1/retirement", "/moderation/rules/")
    assert retired.status_code == 303
    assert "retired by Mia" in desk.page("/moderation/rules/")
    unknown = press(desk, "/moderation/rules/77/retirement", "/moderation/rules/")
    assert unknown.status_code == 404


def test_a_campaign_is_decided_at_once_and_taken_back_at_once(desk: ModeratorAtWork) -> None:
    ids = [came(AD.format(n), network=f"n{n % 2}")[0] for n in range(3)]
    worked()
    assert "3 comments like this wait" in desk.page("/moderation/campaigns/")
    assert "3 comments like this wait" in desk.page(f"/moderation/comments/{ids[0]}")
    page = desk.page("/moderation/campaigns/1")
    assert "3 comments, one campaign, 2 networks" in page
    button = "/moderation/campaigns/1/spam"
    made = press(desk, button, "/moderation/campaigns/1", seen=found(SEEN, page))
    assert states(*ids) == [State.SPAM] * 3
    done = desk.page(made.location)
    assert "3 comments are" in done
    undo = f"/moderation/campaigns/decisions/{last_decision(1).bulk_id}/undoing"
    assert undo in done
    undone = press(desk, undo, made.location)
    assert states(*ids) == [State.PENDING] * 3
    assert "again" in desk.page(undone.location)


def test_who_changed_meanwhile_is_said(mo: int, desk: ModeratorAtWork) -> None:
    ids = came(*(AD.format(n) for n in range(3)))
    worked()
    shown = found(SEEN, desk.page("/moderation/campaigns/1"))
    decided(ids[1], decisions.approve, mo)
    page = "/moderation/campaigns/1"
    made = press(desk, "/moderation/campaigns/1/rejection", page, seen=shown)
    assert states(*ids) == [State.REJECTED, State.APPROVED, State.REJECTED]
    assert "1 comment changed meanwhile" in desk.page(made.location)


@pytest.mark.parametrize(
    "seen",
    ["", "x", "1.", "0.1", "1.0", "99999999999.1", "9999999999.1 1.9999999999", "1.7", "1 2"],
)
def test_versions_that_nobody_saw_decide_nothing(desk: ModeratorAtWork, seen: str) -> None:
    came(AD.format(1), AD.format(2))
    worked()
    page = "/moderation/campaigns/1"
    made = press(desk, "/moderation/campaigns/1/spam", page, seen=seen)
    assert made.status_code == 303
    assert desk.client.get(made.location).status_code == 200
    assert states(1, 2) == [State.PENDING] * 2


def test_the_same_comment_twice_is_decided_once(desk: ModeratorAtWork) -> None:
    came(AD.format(1), AD.format(2))
    worked()
    page = "/moderation/campaigns/1"
    press(desk, "/moderation/campaigns/1/approval", page, seen="1.1 1.1 2.1 1.1")
    assert states(1, 2) == [State.APPROVED] * 2
    assert comment(1).version == 2
    assert comment(1).thread.approved_count == 2


@pytest.mark.parametrize(
    "address",
    [
        "/moderation/campaigns/77",
        "/moderation/campaigns/0",
        "/moderation/campaigns/99999999999",
        "/moderation/spam/nonsense",
    ],
)
def test_addresses_that_are_none_say_so(desk: ModeratorAtWork, address: str) -> None:
    assert desk.client.get(address).status_code == 404


def test_odd_numbers_in_the_address_are_ignored(desk: ModeratorAtWork) -> None:
    for query in ("decided=77", "decided=x", "decided=99999999999999", "left=-1", "left=x"):
        assert desk.client.get(f"/moderation/campaigns/?{query}").status_code == 200


def test_what_was_sent_away_by_itself_is_shown_and_said(mo: int, desk: ModeratorAtWork) -> None:
    taught(mo)
    work = worked()
    database.write(lambda s: thresholds.choose(s, 0.5, mo, NOON))
    (ad,) = came(AD.format("x"), name="Cheap Deals")
    worked(work)
    assert "Cheap Deals" in desk.page("/moderation/spam/")
    assert "Gloss" in desk.page("/moderation/log")
    assert states(ad) == [State.SPAM]
