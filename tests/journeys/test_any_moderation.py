"""Whatever several moderators do, in any order: nothing is lost, and whoever is slower is told.

What each of them saw is kept here; what becomes of a comment is worked out beside the site, and
compared with its tables, its log, its counters and its search after each step.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from threading import Thread as Hand
from typing import NamedTuple

import hypothesis
import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from gloss import clock, database
from gloss.comments.models import Comment, Decision, State, Thread
from gloss.database import db
from gloss.moderation import claims
from gloss.moderation.bulk_orders import orders
from gloss.moderation.finding import pages
from gloss.moderation.finding.wanted import Wanted
from gloss.moderation.models import BulkItem, BulkOrder
from tests.cast import CSRF, VERSION, ModeratorAtWork, Visitor, a_moderator, an_article, found
from tests.mail_server import MailServer

FOCUS = re.compile(r'data-comment="(\d+)"')
DECIDED = re.compile(r"decided=(\d+)")
ORDER = re.compile(r"/orders/(\d+)")
BUTTONS = {"approval": State.APPROVED, "rejection": State.REJECTED, "spam": State.SPAM}
NAMES = ("Mo", "Mia", "Max")
ANY = st.integers(0, 99)
SOMEBODY = st.sampled_from(NAMES)
DECISION = st.sampled_from(sorted(BUTTONS))


class Line(NamedTuple):
    """One row of the log."""

    comment_id: int
    who: str
    before: State
    after: State
    version: int
    undoes: int | None


@dataclass(frozen=True)
class Standing:
    """How one comment stands."""

    state: State
    version: int
    word: str  # that its text holds, and no other text ever held


@dataclass
class Desk:
    """One moderator, with the versions that are open in tabs, and the previews not started yet."""

    at_work: ModeratorAtWork
    tabs: dict[int, int] = field(default_factory=dict)
    previews: dict[int, tuple[State, dict[int, int]]] = field(default_factory=dict)
    has: int | None = None  # the comment claimed

    def presses(self, address: str, **fields: str) -> tuple[int, str, str]:
        """Send a form; return the status, where it leads, and what it says."""
        fields["csrf_token"] = found(CSRF, self.at_work.page("/moderation/log"))
        answer = self.at_work.client.post(address, data=fields)
        return answer.status_code, str(answer.location), answer.text


@dataclass
class Office:
    """Everybody, and all that ever happened."""

    ada: Visitor
    desks: dict[str, Desk]
    receipts: dict[int, str] = field(default_factory=dict)
    log: dict[int, Line] = field(default_factory=dict)
    now: dict[int, Standing] = field(default_factory=dict)
    before: dict[int, Standing] = field(default_factory=dict)  # what a decision changed
    done: dict[int, list[int]] = field(default_factory=dict)  # decisions of an order
    words: int = 0

    def word(self) -> str:
        self.words += 1
        return f"word{self.words}x"


class Work(RuleBasedStateMachine):
    """Any sequence of what visitors and moderators do."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.here: list[int] = []

    def one(self, place: int) -> int:
        if not self.here:
            self.post()
        return self.here[-1 - place % len(self.here)]

    def teardown(self) -> None:
        """Let the next story begin with nothing that waits; the log stays."""
        for comment_id in self.here:
            self.office.ada.client.post(f"{self.office.receipts[comment_id]}/withdrawal")
            self._note_withdrawn(comment_id)

    @rule()
    def post(self) -> None:
        word = self.office.word()
        answer = self.office.ada.sends(f"It says {word}.")
        newest = db.session.scalar(select(func.max(Comment.id)))
        db.session.rollback()
        assert newest
        self.office.receipts[newest] = str(answer.location)
        self.office.now[newest] = Standing(State.PENDING, 1, word)
        self.here.append(newest)

    @rule(place=ANY)
    def rewrite(self, place: int) -> None:
        """Change a comment on behalf of its writer, which is at once only while it waits."""
        one, word = self.one(place), self.office.word()
        standing = self.office.now[one]
        if standing.state is State.PENDING:
            typed = {"author_name": "Ada", "text": f"It says {word}."}
            self.office.ada.client.post(f"{self.office.receipts[one]}/edit", data=typed)
            self.office.now[one] = Standing(State.PENDING, standing.version + 1, word)

    @rule(place=ANY)
    def withdraw(self, place: int) -> None:
        one = self.one(place)
        self.office.ada.client.post(f"{self.office.receipts[one]}/withdrawal")
        self._note_withdrawn(one)

    @rule(who=SOMEBODY, place=ANY)
    def open_tab(self, who: str, place: int) -> None:
        """Look at a comment; the tab stays open while others work."""
        one, desk = self.one(place), self.office.desks[who]
        shown = VERSION.search(desk.at_work.page(f"/moderation/comments/{one}"))
        assert bool(shown) == (self.office.now[one].state is not State.DELETED)
        if shown:
            assert int(shown[1]) == self.office.now[one].version
            desk.tabs[one] = int(shown[1])

    @rule(who=SOMEBODY, place=ANY, button=DECISION)
    def decide(self, who: str, place: int, button: str) -> None:
        """Press a button in the tab, however old what it shows is."""
        one, desk = self.one(place), self.office.desks[who]
        seen = desk.tabs.get(one)
        if seen is None:
            return
        address = f"/moderation/comments/{one}/{button}"
        status, location, page = desk.presses(address, version=str(seen))
        if status == 303:
            self._is_led_on(who, one, is_decided=self._is_as_seen(one, seen))
        if self._is_as_seen(one, seen):
            self._note(who, one, location, BUTTONS[button])
        elif self._is_second_click(who, one, seen, BUTTONS[button]):
            assert status == 303
        else:
            assert status == 409
            self._is_told(one, page)

    @rule(place=ANY, buttons=st.tuples(DECISION, DECISION))
    def decide_at_the_same_moment(self, place: int, buttons: tuple[str, str]) -> None:
        """Of two who saw the same, one decides, and the other is told."""
        one = self.one(place)
        if self.office.now[one].state is State.DELETED:
            return
        pair, answers = list(zip(NAMES, buttons, strict=False)), dict[str, tuple[int, str, str]]()
        seen = str(self.office.now[one].version)

        def decide(who: str, button: str) -> None:
            address = f"/moderation/comments/{one}/{button}"
            answers[who] = self.office.desks[who].presses(address, version=seen)

        _at_once([Hand(target=decide, args=each) for each in pair])
        assert sorted(answer[0] for answer in answers.values()) == [303, 409]
        first = next(who for who, answer in answers.items() if answer[0] == 303)
        [second] = set(answers) - {first}
        self._is_led_on(first, one, is_decided=True)
        self._note(first, one, answers[first][1], BUTTONS[dict(pair)[first]])
        self._is_told(one, answers[second][2])

    @rule(who=SOMEBODY, place=ANY)
    def edit(self, who: str, place: int) -> None:
        """Give a comment other words as a moderator, in a tab that may be old."""
        one, desk, word = self.one(place), self.office.desks[who], self.office.word()
        seen = desk.tabs.get(one)
        if seen is None or self.office.now[one].state is State.DELETED:
            return
        address = f"/moderation/comments/{one}/edit"
        fields = {"version": str(seen), "text": f"It says {word}."}
        status, location, page = desk.presses(address, **fields)
        if self._is_as_seen(one, seen):
            made = int(found(DECIDED, location))
            standing = self.office.now[one]
            self.office.before[made] = standing
            self.office.now[one] = replace(standing, version=seen + 1, word=word)
            line = Line(one, who, State.DELETED, State.APPROVED, seen + 1, None)
            self.office.log[made] = line
        else:
            assert status == 409
            self._is_told(one, page)

    @rule(who=SOMEBODY, place=ANY)
    def undo(self, who: str, place: int) -> None:
        """Take one of the last decisions back: all is as it was before, or nothing happens."""
        made = [n for n, line in self.office.log.items() if line.comment_id in self.here]
        if not made:
            return
        undone = made[-1 - place % min(6, len(made))]
        line, was = self.office.log[undone], self.office.before.get(undone)
        one = line.comment_id
        address = f"/moderation/decisions/{undone}/undoing"
        status, location, page = self.office.desks[who].presses(address)
        is_edit = State.DELETED in {line.before, line.after}
        if was and self._is_as_seen(one, line.version):
            self._note_undone(who, one, location, undone)
            assert self.office.now[one] == replace(was, version=line.version + 1)
        elif not is_edit and self._is_second_click(who, one, line.version, line.before):
            assert status == 303
        else:
            assert status == 409
            self._is_told(one, page)

    @rule(who=SOMEBODY, state=st.sampled_from(list(BUTTONS.values())), to=DECISION)
    def preview(self, who: str, state: State, to: str) -> None:
        """See what an order about all in one state, or all that wait, would hit; do nothing."""
        asked = state if state.value != BUTTONS[to].value else State.PENDING
        desk = self.office.desks[who]
        fields = {"all": "y", "query": f"state={asked.value}", "to": BUTTONS[to].value}
        _, location, _ = desk.presses("/moderation/orders/", **fields)
        hit = {n: one.version for n, one in self.office.now.items() if one.state is asked}
        order = int(found(ORDER, location))
        with_total = db.session.get_one(BulkOrder, order)
        assert with_total.total == len(hit)
        db.session.rollback()
        desk.previews[order] = (BUTTONS[to], hit)

    @rule(who=SOMEBODY, place=ANY)
    def start(self, who: str, place: int) -> None:
        """Carry out a preview, however old it is: what changed since is left alone."""
        desk = self.office.desks[who]
        if not desk.previews:
            return
        order = sorted(desk.previews)[-1 - place % len(desk.previews)]
        to, hit = desk.previews.pop(order)
        desk.presses(f"/moderation/orders/{order}/start")
        still = [n for n, version in hit.items() if self._is_as_seen(n, version)]
        self._note_many(who, order, {n: to for n in still if self.office.now[n].state is not to})
        self._assert_figures(order, len(hit), len(self.office.done[order]))

    @rule(who=SOMEBODY, place=ANY)
    def undo_many(self, who: str, place: int) -> None:
        """Take an order back: those that nobody decided about since are where they were."""
        if not self.office.done:
            return
        order = sorted(self.office.done)[-1 - place % min(3, len(self.office.done))]
        made = self.office.done[order]
        _, location, _ = self.office.desks[who].presses(f"/moderation/orders/{order}/undoing")
        undoing = int(found(ORDER, location))
        if undoing in self.office.done or not made:
            return  # it was taken back before: twice is once
        lines = {n: self.office.log[n] for n in made}
        back = {
            line.comment_id: line.before
            for line in lines.values()
            if self._is_as_seen(line.comment_id, line.version)
        }
        undoes = {line.comment_id: n for n, line in lines.items()}
        self._note_many(who, undoing, back, undoes)
        for one in back:
            was = self.office.before[undoes[one]]
            assert self.office.now[one] == replace(was, version=was.version + 2)
        self._assert_figures(undoing, len(made), len(back))

    @rule(who=SOMEBODY)
    def open_queue(self, who: str) -> None:
        """Be led to what has waited longest and nobody else looks at."""
        desk = self.office.desks[who]
        focus = FOCUS.search(desk.at_work.page("/moderation/"))
        waiting = [n for n, one in sorted(self.office.now.items()) if one.state is State.PENDING]
        taken = {other.has for other in self.office.desks.values() if other is not desk}
        free = [one for one in waiting if one not in taken]
        assert (int(focus[1]) if focus else None) == next(iter([*free, *waiting]), None)

    @rule(who=SOMEBODY, place=ANY)
    def leave(self, who: str, place: int) -> None:
        """Go on without a decision."""
        one = self.one(place)
        status, _, _ = self.office.desks[who].presses(f"/moderation/comments/{one}/leaving")
        assert status == 303
        self._is_led_on(who, one)

    @rule(who=SOMEBODY, place=ANY)
    def renew(self, who: str, place: int) -> None:
        """Claim what is before the eyes, as the script of the page does."""
        one = self.one(place)
        self.office.desks[who].presses(f"/moderation/comments/{one}/claim")
        self._has(who, one)

    @rule()
    def everybody_goes_for_lunch(self) -> None:
        """Nobody renews a claim, so each ends."""
        later = clock.now() + claims.LIFETIME + timedelta(seconds=1)
        database.write(lambda session: claims.sweep(session, later))
        for desk in self.office.desks.values():
            desk.has = None

    @invariant()
    def the_log_holds_every_change_and_none_was_changed(self) -> None:
        ids = {desk.at_work.id: name for name, desk in self.office.desks.items()}
        made = db.session.scalars(select(Decision).where(Decision.moderator_id.is_not(None)))
        read = {
            row.id: Line(
                row.comment_id,
                ids[row.moderator_id or 0],
                row.from_state,
                row.to_state,
                row.version,
                row.undoes_id,
            )
            for row in made
        }
        db.session.rollback()
        assert read == self.office.log

    @invariant()
    def each_comment_stands_where_it_was_put(self) -> None:
        rows = db.session.execute(select(Comment.id, Comment.state, Comment.version)).all()
        db.session.rollback()
        assert {n: (state, version) for n, state, version in rows} == {
            n: (one.state, one.version) for n, one in self.office.now.items()
        }

    @invariant()
    def counters_are_counts(self) -> None:
        approved = sum(one.state is State.APPROVED for one in self.office.now.values())
        counted = db.session.scalar(select(func.sum(Thread.approved_count)))
        shown = select(func.count()).select_from(Comment).where(Comment.is_shown)
        assert (counted or 0, db.session.scalar(shown)) == (approved, approved)
        for state in State:
            number = sum(one.state is state for one in self.office.now.values())
            wanted = Wanted(clock.now(), state=state)
            assert pages.count(db.session(), wanted).number == number
        db.session.rollback()

    @invariant()
    def words_are_found_where_they_stand_and_nowhere_else(self) -> None:
        standing = {one.word: n for n, one in self.office.now.items()}
        for number in range(self.office.words, max(0, self.office.words - 8), -1):
            word = f"word{number}x"
            page = pages.page(db.session(), Wanted(clock.now(), state=None, words=(word,)))
            expected = [standing[word]] if word in standing else []
            assert [comment.id for comment in page.comments] == expected
        db.session.rollback()

    @invariant()
    def nothing_is_left_of_an_order_that_ended(self) -> None:
        ended = select(BulkOrder.id).where(BulkOrder.ended_at.is_not(None))
        left = select(func.count()).select_from(BulkItem).where(BulkItem.order_id.in_(ended))
        assert db.session.scalar(left) == 0
        db.session.rollback()

    def _is_as_seen(self, one: int, version: int) -> bool:
        now = self.office.now[one]
        return now.version == version and now.state is not State.DELETED

    def _is_second_click(self, who: str, one: int, seen: int, to: State) -> bool:
        """Whether that button was pressed a moment ago, by the same hand."""
        if self.office.now[one].state is State.DELETED:
            return False  # its withdrawal came since
        lines = [line for line in self.office.log.values() if line.comment_id == one]
        last = lines[-1] if lines else None
        is_edit = last is not None and State.DELETED in {last.before, last.after}
        same = (who, to, seen + 1)
        return last is not None and not is_edit and (last.who, last.after, last.version) == same

    def _is_told(self, one: int, page: str) -> None:
        """Whoever is too late reads so, and who was faster."""
        assert "changed while you were looking" in page
        lines = [line for line in self.office.log.values() if line.comment_id == one]
        assert not lines or self.office.now[one].state is State.DELETED or lines[-1].who in page

    def _is_led_on(self, who: str, one: int, *, is_decided: bool = False) -> None:
        """Claim the next one that waits and nobody else has; past the last, the first."""
        waiting = [n for n, now in sorted(self.office.now.items()) if now.state is State.PENDING]
        waiting = [n for n in waiting if n != one or not is_decided]
        in_turn = [*(n for n in waiting if n > one), *waiting]
        taken = {desk.has for name, desk in self.office.desks.items() if name != who}
        free = [n for n in in_turn if n not in taken]
        if in_turn:
            self._has(who, (free or in_turn)[0])

    def _has(self, who: str, one: int) -> None:
        taken = {desk.has for name, desk in self.office.desks.items() if name != who}
        self.office.desks[who].has = None if one in taken else one

    def _note(self, who: str, one: int, location: str, to: State) -> None:
        made, was = int(found(DECIDED, location)), self.office.now[one]
        self._move(made, Line(one, who, was.state, to, was.version + 1, None))

    def _note_undone(self, who: str, one: int, location: str, undone: int) -> None:
        made, line = int(found(DECIDED, location)), self.office.log[undone]
        was, version = self.office.before[undone], line.version + 1
        self.office.before[made] = self.office.now[one]
        self.office.now[one] = replace(was, version=version)
        self.office.log[made] = Line(one, who, line.after, line.before, version, undone)

    def _note_many(
        self, who: str, order: int, to: dict[int, State], undoes: dict[int, int] | None = None
    ) -> None:
        """Find the new rows of the log, which must be one for each comment that moved."""
        new = select(Decision.id, Decision.comment_id).where(Decision.bulk_id.is_not(None))
        new = new.where(Decision.id.not_in(self.office.log)).order_by(Decision.id)
        rows = {comment: made for made, comment in db.session.execute(new)}
        db.session.rollback()
        assert set(rows) == set(to)
        self.office.done[order] = sorted(rows.values())
        for made in self.office.done[order]:
            [one] = [comment for comment, n in rows.items() if n == made]
            was, undone = self.office.now[one], (undoes or {}).get(one)
            self._move(made, Line(one, who, was.state, to[one], was.version + 1, undone))

    def _move(self, made: int, line: Line) -> None:
        was = self.office.now[line.comment_id]
        self.office.log[made] = line
        self.office.before[made] = was
        self.office.now[line.comment_id] = replace(was, state=line.after, version=line.version)

    def _note_withdrawn(self, one: int) -> None:
        was = self.office.now[one]
        if was.state is not State.DELETED:
            self.office.now[one] = replace(was, state=State.DELETED, version=was.version + 1)

    def _assert_figures(self, order: int, total: int, decided: int) -> None:
        made = db.session.get_one(BulkOrder, order)
        assert made.ended_at
        assert (made.total, made.decided, made.left_alone) == (total, decided, total - decided)
        db.session.rollback()


def _at_once(hands: list[Hand]) -> None:
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()


def test_whatever_several_moderators_do_nothing_is_lost_and_the_slower_one_is_told(
    app: Flask, content_dir: Path, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attack cases 40 and 42."""
    monkeypatch.setattr(claims, "LIFETIME", timedelta(hours=1))  # ends at lunch, and not before
    an_article(content_dir)
    desks = {name: Desk(a_moderator(app, name)) for name in NAMES}
    office = Office(Visitor(app.test_client()), desks)
    assert orders.BY_HAND > 99  # so that each order is done when its page answers
    run_state_machine_as_test(
        lambda: Work(office),  # type: ignore[arg-type] # called once for each story
        settings=hypothesis.settings(
            max_examples=6,
            stateful_step_count=40,
            deadline=None,
            phases=[hypothesis.Phase.generate],  # what was done stays, so no story happens twice
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        ),
    )
