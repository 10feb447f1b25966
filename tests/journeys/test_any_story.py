"""Whatever visitors and moderators do, in any order: only what was approved is ever seen.

All words are numbered. Which of them everybody may read is kept here, by what a moderator had
before the eyes when approving, and not read from the site's tables.
"""

import re
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import hypothesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from gloss import clock, database
from gloss.comments.models import Decision, State
from gloss.moderation import bulk
from gloss.moderation.bulk import Order
from gloss.moderation.decisions import Seen
from tests.cast import (
    CSRF,
    VERSION,
    ModeratorAtWork,
    Visitor,
    a_moderator,
    an_article,
    found,
    newest_comment,
)
from tests.mail_server import MailServer, deliver, html_of, links_in, text_of

WORDS = re.compile(r"words-\d+-end")
COUNT = re.compile(r'id="comments-title">\s*(\d+|One) comment')
CHANGE = re.compile(r"/moderation/changes/(\d+)/approval")
SIGHTS = (
    "/articles/tides",
    "/articles/tides/comments/newest",
    "/articles/tides/comments/most-answered",
    "/articles/tides/comments/feed.atom",
    "/comments/feed.atom",
    "/feed.atom",
    "/search?q=words",
    "/my-comments?article=tides",
)
ANY = st.integers(0, 99)


@dataclass
class Sent:
    """One comment: its writer, what they typed last, and what everybody may read of it."""

    id: int
    writer: Visitor
    receipt: str
    typed: str
    public: str = ""  # empty: nothing
    is_erased: bool = False


@dataclass
class World:
    """Everybody, and all that was ever sent."""

    ada: Visitor
    bo: Visitor
    mo: ModeratorAtWork
    eve: FlaskClient  # reads, and never wrote
    mail: MailServer
    sent: dict[int, Sent] = field(default_factory=dict)
    before: dict[int, tuple[int, str]] = field(default_factory=dict)  # what a decision replaced
    said: int = 0

    def words(self) -> str:
        self.said += 1
        return f"words-{self.said}-end"

    def public(self) -> set[str]:
        return {one.public for one in self.sent.values() if one.public}

    def decided(self, one: Sent, decision_id: int, public: str) -> None:
        """Note what a decision lets everybody read; a second click decides nothing."""
        self.before.setdefault(decision_id, (one.id, one.public))
        one.public = public


class Story(RuleBasedStateMachine):
    """Any sequence of what visitors and moderators do."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.here: list[int] = []  # the comments of this story

    def one(self, place: int) -> Sent:
        if not self.here:
            self.post(answers=0, is_bo=False)
        return self.world.sent[self.here[-1 - place % len(self.here)]]

    def teardown(self) -> None:
        """Let the next story begin where nothing is public."""
        for comment_id in self.here:
            one = self.world.sent.pop(comment_id)
            one.writer.client.post(f"{one.receipt}/erasure")
        self.world.before.clear()

    @rule(answers=ANY, is_bo=st.booleans())
    def post(self, answers: int, *, is_bo: bool) -> None:
        """Send a comment, or an answer to one, which is taken only while that one is public."""
        writer, words = (self.world.bo if is_bo else self.world.ada), self.world.words()
        parent = self.one(answers) if self.here and answers % 3 else None
        answered = {"parent": str(parent.id)} if parent else {}
        response = writer.sends(words, email=f"{writer.name}@example.org".lower(), **answered)
        if parent and not parent.public:
            assert (response.status_code, words in response.text) == (422, True)
            return
        assert response.status_code == 303
        comment_id = int(newest_comment().id)
        sent = Sent(comment_id, writer, str(response.location), words)
        self.world.sent[comment_id] = sent
        self.here.append(comment_id)

    @rule()
    def answer_wrongly(self) -> None:
        """Whoever does not pass gets the words back."""
        words = self.world.words()
        response = self.world.ada.sends(words, answer="wrong")
        assert (response.status_code, words in response.text) == (422, True)

    @rule(place=ANY)
    def edit(self, place: int) -> None:
        """Change the words, or be handed them back where it is too late."""
        one, words = self.one(place), self.world.words()
        typed = {"author_name": one.writer.name, "text": words}
        response = one.writer.client.post(f"{one.receipt}/edit", data=typed)
        if response.status_code == 303:
            one.typed = words
        else:
            assert (response.status_code, words in response.text) == (409, True)

    @rule(place=ANY)
    def withdraw(self, place: int) -> None:
        one = self.one(place)
        one.writer.client.post(f"{one.receipt}/withdrawal")
        one.public = ""

    @rule(place=ANY)
    def erase(self, place: int) -> None:
        one = self.one(place)
        one.writer.client.post(f"{one.receipt}/erasure")
        one.public, one.is_erased = "", True

    @rule(place=ANY, decision=st.sampled_from(["approval"] * 3 + ["rejection", "spam"]))
    def decide(self, place: int, decision: str) -> None:
        """Approve exactly what the page showed, or refuse it."""
        one, mo = self.one(place), self.world.mo
        address = f"/moderation/comments/{one.id}"
        page = mo.page(address)
        if not VERSION.search(page):
            return  # withdrawn: there is nothing to decide about
        self._press(one, page, f"{address}/{decision}", decision)

    @rule(place=ANY)
    def decide_too_late(self, place: int) -> None:
        """Approve what was changed behind the moderator's back: nothing happens."""
        one, mo = self.one(place), self.world.mo
        page = mo.page(f"/moderation/comments/{one.id}")
        was_public = bool(one.public)
        self.edit(place)
        if VERSION.search(page) and not was_public and WORDS.findall(page) != [one.typed]:
            self._press(one, page, f"/moderation/comments/{one.id}/approval", "approval")

    @rule(is_approval=st.booleans())
    def decide_change(self, *, is_approval: bool) -> None:
        """Publish the first change that waits as it was shown, or keep the old words."""
        page = self.world.mo.page("/moderation/changes/")
        waiting = CHANGE.search(page)
        if waiting is None:
            return
        shown = {"version": found(VERSION, page), "csrf_token": found(CSRF, page)}
        old, new = WORDS.findall(page)[:2]
        [one] = [one for one in self.world.sent.values() if one.public == old]
        what = "approval" if is_approval else "rejection"
        address = f"/moderation/changes/{waiting[1]}/{what}"
        response = self.world.mo.client.post(address, data=shown | {"told": "So."})
        assert response.status_code == 303
        self.world.decided(one, _decision(response.location), new if is_approval else old)

    @rule(place=ANY)
    def undo(self, place: int) -> None:
        """Take one of the last decisions back, where nothing happened since."""
        numbers = sorted(self.world.before)
        if not numbers:
            return
        undone = numbers[-1 - place % min(4, len(numbers))]
        response = self.world.mo.undoes(undone)
        if response.status_code == 303:
            comment_id, public = self.world.before[undone]
            self.world.decided(self.world.sent[comment_id], _decision(response.location), public)
        else:
            assert response.status_code == 409

    @rule(to=st.sampled_from([State.APPROVED, State.SPAM]))
    def decide_many(self, to: State) -> None:
        """Decide about all comments of this story at once, as they were shown."""
        shown = {one: self.world.mo.page(f"/moderation/comments/{one}") for one in self.here}
        seen = [
            Seen(one, int(found(VERSION, page)), self.world.mo.id)
            for one, page in shown.items()
            if VERSION.search(page)
        ]
        for part in list(bulk.parts(database.db.session(), Order(seen, to, {}))):
            database.write(partial(bulk.decide, part=part, now=clock.now()))
        database.db.session.rollback()
        new = select(Decision.id, Decision.comment_id, Decision.to_state).where(
            Decision.bulk_id.is_not(None),
            Decision.id.not_in(self.world.before),
            Decision.comment_id.in_(self.here),
        )
        for decision_id, comment_id, state in database.db.session.execute(new):
            words = WORDS.findall(shown[comment_id])[0] if state is State.APPROVED else ""
            self.world.decided(self.world.sent[comment_id], decision_id, words)

    @rule()
    def letters_arrive(self) -> None:
        """No letter holds words that are not public; whoever is asked says yes."""
        mail = self.world.mail
        mail.letters.clear()
        deliver()
        for letter in mail.letters:
            said = WORDS.findall(text_of(letter) + html_of(letter) + str(letter["Subject"]))
            assert set(said) <= self.world.public()
            writer = self.world.bo if str(letter["To"]).startswith("bo@") else self.world.ada
            for link in links_in(letter):
                if link.startswith("/confirmations/"):
                    ids = [str(one.id) for one in self.world.sent.values() if one.writer is writer]
                    writer.client.post(link, data={"comment": ids})

    @invariant()
    def everybody_reads_what_was_approved_and_nothing_else(self) -> None:
        """In page, count, orders, feeds, search, data for machines, and what is not theirs."""
        public = self.world.public()
        for address in SIGHTS:
            response = self.world.eve.get(address)
            assert response.status_code == 200 or (not public and "/tides/comments/" in address)
            assert set(WORDS.findall(response.text)) <= public, address
        count = COUNT.search(self.world.eve.get("/articles/tides").text)
        number = (1 if count[1] == "One" else int(count[1])) if count else 0
        assert number == len(public)

    @invariant()
    def each_comment_has_an_address_while_it_is_public(self) -> None:
        for one in self.here:
            permalink = f"/articles/tides/comments/{one}"
            words = self.world.sent[one].public
            response = self.world.eve.get(permalink, follow_redirects=True)
            reply = self.world.eve.get(f"{permalink}/reply")
            assert response.status_code == reply.status_code == (200 if words else 404)
            assert words in response.text
            assert WORDS.findall(reply.text) == ([words] if words else [])

    @invariant()
    def nothing_typed_is_lost_and_receipts_are_their_writers(self) -> None:
        for one in map(self.world.sent.__getitem__, self.here):
            kept = one.writer.client.get(f"{one.receipt}/data").text
            assert (one.typed in kept) != one.is_erased
            theirs = {o.typed for o in self.world.sent.values() if o.writer is not one.writer}
            receipt = self.world.eve.get(one.receipt).text
            assert not set(WORDS.findall(receipt)) & (theirs - self.world.public())

    def _press(self, one: Sent, page: str, address: str, decision: str) -> None:
        fields = {"version": found(VERSION, page), "csrf_token": found(CSRF, page), "told": "So."}
        response = self.world.mo.client.post(address, data=fields)
        if response.status_code == 303:
            words = WORDS.findall(page)[0] if decision == "approval" else ""
            self.world.decided(one, _decision(response.location), words)
        else:
            assert response.status_code == 409


def _decision(location: str) -> int:
    return int(found(re.compile(r"decided=(\d+)"), location))


def test_whatever_happens_only_what_was_approved_is_seen_and_nothing_is_lost(
    app: Flask, content_dir: Path, mail: MailServer
) -> None:
    """Attack cases 33, 37, 38 and 56."""
    an_article(content_dir)
    ada, bo = (Visitor(app.test_client(), name) for name in ("Ada", "Bo"))
    world = World(ada, bo, a_moderator(app), app.test_client(), mail)
    run_state_machine_as_test(
        lambda: Story(world),  # type: ignore[arg-type] # called once for each story
        settings=hypothesis.settings(
            max_examples=4,
            stateful_step_count=25,
            deadline=None,
            phases=[hypothesis.Phase.generate],  # what was done stays, so no story happens twice
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        ),
    )
