"""Pages to which no link on any page leads: they are opened from letters, once, or not by all."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.accounts import tokens
from gloss.accounts.commands import first_moderator_link
from gloss.accounts.models import Moderator
from gloss.comments.mailboxes import finding, links
from gloss.comments.mailboxes.models import Purpose
from gloss.comments.models import Comment, CommentRevision
from gloss.moderation import decision_links
from gloss.moderation.models import Digest
from tests import cast
from tests.cast import ModeratorAtWork, Visitor
from tests.moderation.suspicion.history import worked

AD = "Buy the cheapest watches at https://deals.example now, all of you"
TRIAL = "/moderation/rules/trial?kind=pattern&value=.*&action=spam"
SECRET = "a" * 32
ADS = 3  # make a campaign


def welcome(app: Flask) -> Mapping[str, str]:
    """Open the link that a site prints while nobody moderates it."""
    path = urlsplit(str(first_moderator_link(clock.now()))).path
    return opened(Visitor(app.test_client()), path)


def of_moderators(mo: ModeratorAtWork, ada: Visitor) -> tuple[str, ...]:
    """Let Ada change what was published, and ads come; return where moderators look at it."""
    receipt = str(ada.sends("Before.", "everything").location)
    mo.decides(cast.newest_comment().id, "approval")
    ada.client.post(f"{receipt}/edit", data={"author_name": "Ada", "text": "> After *all*"})
    for number in range(ADS):
        ada.posted(f"{AD} {number}", "everything")
    worked(now=clock.now())
    change = database.db.session.scalars(select(CommentRevision.id)).one()
    order = {"csrf_token": cast.found(cast.CSRF, mo.page()), "all": "y", "to": "spam"}
    return (
        str(mo.client.post("/moderation/orders/", data=order).location),
        "/moderation/changes/",
        f"/moderation/changes/{change}",
        "/moderation/campaigns/",
        TRIAL,
        "/moderation/account/confirmation",
    )


def own_comments(ada: Visitor) -> Mapping[str, str]:
    """Open Ada's own list in her browser, and the thanks for a report."""
    return opened(ada, "/my-comments", "/articles/everything/comments/1/report/thanks")


def from_letters(app: Flask, mo: ModeratorAtWork) -> Mapping[str, str]:
    """Open what letters to Ada and to Mo lead to."""
    comment_id = Visitor(app.test_client()).posted("One for the letters.", "everything").id
    mo.decides(comment_id, "approval")
    found = database.write(lambda session: _links(session, comment_id, mo.id))
    return opened(Visitor(app.test_client()), *found)


def codes(app: Flask) -> Mapping[str, str]:
    """Type the password of somebody who has a second factor."""
    nora = cast.registered("Nora", clock.now())
    factor = update(Moderator).where(Moderator.id == nora).values(second_factor=SECRET)
    database.write(lambda session: session.execute(factor).close())
    browser = Visitor(app.test_client())
    page = browser.client.get("/moderation/sign-in").text
    typed = {"name": "Nora", "password": cast.PASSWORD, "csrf_token": cast.found(cast.CSRF, page)}
    assert browser.client.post("/moderation/sign-in", data=typed).status_code == 303
    return opened(browser, "/moderation/sign-in/code", "/moderation/sign-in/recovery-code")


def opened(visitor: Visitor, *addresses: str) -> Mapping[str, str]:
    """Return the pages at ``addresses``, which must be there."""
    pages = {}
    for address in addresses:
        response = visitor.client.get(address)
        assert response.status_code == 200, f"{address}: {response.status}"
        pages[address] = response.text
    return pages


def _links(session: Session, comment_id: int, moderator_id: int) -> list[str]:
    now, comment = clock.now(), session.get_one(Comment, comment_id)
    mailbox = finding.of(session, "ada@example.org", now)
    session.flush()
    comment.email = mailbox.address  # so that the page asks whose it is
    made = [links.make(session, why, mailbox.id, comment_id, now) for why in Purpose]
    confirm, stop = tokens.new(), tokens.new()
    hashes = {"confirm_hash": tokens.digest(confirm), "stop_hash": tokens.digest(stop)}
    session.add(Digest(moderator_id=moderator_id, address="mo@example.org", **hashes))
    named = dict(zip(Purpose, made, strict=True))
    return [
        f"/confirmations/{named[Purpose.CONFIRM]}",
        f"/unsubscriptions/{named[Purpose.UNSUBSCRIBE]}",
        f"/decisions/{decision_links.make(session, comment, moderator_id, now)}",
        f"/digests/{confirm}/confirmation",
        f"/digests/{stop}/ending",
    ]
