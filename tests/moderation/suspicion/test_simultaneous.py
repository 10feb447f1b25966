"""Two workers and a person at once: each comment is decided once, and nobody waits in a ring."""

from pathlib import Path
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import func, select

from gloss import database
from gloss.comments.models import Decision, State
from gloss.database import db
from gloss.moderation import decisions
from gloss.moderation.decisions import ChangedSince, Seen
from gloss.moderation.suspicion import ruling
from gloss.moderation.suspicion.background import SpamWork
from gloss.moderation.suspicion.ruling import Draft
from gloss.spam.rules import Action, Kind
from tests.moderation.suspicion.history import AD, NOON, came, states, worked


def test_two_workers_and_a_moderator_decide_each_comment_once(
    app: Flask, mo: int, tmp_path: Path
) -> None:
    draft = Draft(Kind.LINK, "deals.example", Action.SPAM)
    database.write(lambda s: ruling.write(s, draft, mo, NOON))
    ids = came(*(AD.format(n) for n in range(30)))
    start, faults = Barrier(3), list[BaseException]()
    db.session.rollback()

    def work(name: str) -> None:
        with app.app_context():
            start.wait()
            try:
                worked(SpamWork(tmp_path / name))
            except BaseException as fault:
                faults.append(fault)

    def moderate() -> None:
        with app.app_context():
            start.wait()
            for one in reversed(ids):
                try:
                    database.write(
                        lambda s, one=one: decisions.mark_spam(s, Seen(one, 1, mo), NOON)  # type: ignore[misc]
                    )
                except ChangedSince:
                    continue

    threads = [Thread(target=work, args=[name]) for name in ("one", "two")]
    threads.append(Thread(target=moderate))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert states(*ids) == [State.SPAM] * 30
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 30
