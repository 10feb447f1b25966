"""Two nodes are one site, and it goes on when one of them is killed."""

import time
from collections import Counter
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from socket import create_connection

from flask import Flask
from sqlalchemy import select

from gloss import clock
from gloss.captcha import challenge
from gloss.comments.challenges import PURPOSE
from gloss.comments.models import Comment
from gloss.database import db
from gloss.settings import Settings
from tests.cast import newest_comment, registered
from tests.growth.crowd import ARTICLE, CAPTCHA, COMMENTS, Crowd, Exchange, coming
from tests.growth.moderator import QUEUE, Moderator
from tests.operation.visitor import FORM, a_challenge, a_comment, request, sends
from tests.operation.visitor import Comment as Written
from tests.server import PATIENCE_SECONDS, Server, eventually, serving

SOON_SECONDS = 2.0
SOME = 20  # comments: before one node is away, meanwhile and after
WRONG = "wrong"


def test_a_captcha_issued_by_one_is_solved_on_the_other_and_spent_on_both(
    app: Flask, nodes: list[Server]
) -> None:
    ebb, flow = nodes
    cookie = request("GET", ebb.address + CAPTCHA).cookie
    shown = challenge.read(cookie.partition("=")[2], "tides", PURPOSE, clock.now())
    comment = Written("Seen here, said there.", shown)
    first, again = sends(comment, flow.address), sends(comment, ebb.address)
    assert (first.status, again.status) == (303, 303)
    assert again.location == first.location  # a second click, and no second comment
    assert stored().count("Seen here, said there.") == 1
    assert sends(Written("Something else.", shown), ebb.address).status == 422
    for node in nodes:
        assert "Seen here" in request("GET", node.address + first.location).text


def test_wrong_answers_at_one_count_on_the_other(app: Flask, nodes: list[Server]) -> None:
    ebb, flow = nodes
    guesses = [answers(node, "203.0.113.7", WRONG) for node in (ebb, flow, ebb)]
    assert guesses == [422, 422, 422]
    assert [answers(node, "203.0.113.7") for node in nodes] == [429, 429]
    assert answers(flow, "198.51.100.1") == 303


def test_who_signs_in_at_one_is_signed_in_at_the_other_and_out_at_both(
    app: Flask, nodes: list[Server]
) -> None:
    ebb, flow = nodes
    registered("Mia", clock.now())
    mia = Moderator()
    assert mia.signs_in("Mia", form_at=ebb, sent_to=flow).status == 303
    assert [mia.opens(QUEUE, node).status for node in nodes] == [200, 200]
    assert mia.signs_out(flow).status == 303
    assert [mia.opens(QUEUE, node).status for node in nodes] == [303, 303]


def test_what_is_decided_at_one_shows_at_the_other_within_two_seconds(
    app: Flask, nodes: list[Server]
) -> None:
    ebb, flow = nodes
    registered("Mo", clock.now())
    mo = Moderator()
    mo.signs_in("Mo", form_at=ebb, sent_to=ebb)
    receipt = sends(a_comment("High water at noon."), ebb.address).location
    comment_id = newest_comment().id
    assert not [node for node in nodes if shows(node, "High water at noon.")]

    assert mo.decides(comment_id, "approval", seen_at=flow, at=ebb).status == 303
    eventually(lambda: shows(flow, "High water at noon."), SOON_SECONDS)
    assert shows(ebb, "High water at noon.")
    assert len({request("GET", node.address + ARTICLE).body for node in nodes}) == 1

    request("POST", f"{flow.address}{receipt}/withdrawal")
    eventually(lambda: not shows(ebb, "High water at noon."), SOON_SECONDS)
    assert not shows(flow, "High water at noon.")


def test_one_is_killed_under_load_and_joins_again(
    app: Flask, nodes: list[Server], front: str
) -> None:
    flow = nodes[1]
    both = [node.address.removeprefix("http://") for node in nodes]
    with coming(app, int(front.rpartition(":")[2])) as crowd:
        eventually(lambda: all(crowd.answered_by(node, 0) for node in both))
        some_more(crowd)
        killing = time.monotonic()
        flow.kill()
        eventually(lambda: not listens(flow))
        killed = time.monotonic()
        some_more(crowd)
        flow.start()
        eventually(lambda: crowd.answered_by(both[1], killed))
        some_more(crowd)
    harmed = [exchange for exchange in crowd.exchanges if exchange.is_error]
    assert [exchange for exchange in harmed if not under_way(exchange, killing, killed)] == []
    assert lost_or_doubled(crowd) == {}
    for receipt in list(crowd.confirmed.values())[-SOME:]:
        assert {request("GET", node.address + receipt).status for node in nodes} == {200}


def test_a_node_that_does_not_fit_is_told(
    app: Flask, common: Settings, nodes: list[Server], tmp_path: Path
) -> None:
    other = {"redis_url": "", "secret_keys": ("other" * 8,), "instance_dir": tmp_path / "other"}
    assert "Set the same" not in told(nodes[0])
    with serving(common.model_copy(update=other), tmp_path / "other.log"):
        eventually(lambda: told(nodes[0]).count("Set the same") == 2)
    assert all(name in told(nodes[0]) for name in ("REDIS_URL", "SECRET_KEYS"))


def told(node: Server) -> str:
    return request("GET", f"{node.address}/health").text


def stored() -> list[str]:
    """Return the texts of all comments, whatever their state."""
    db.session.rollback()
    return list(db.session.scalars(select(Comment.text)))


def shows(node: Server, text: str) -> bool:
    return text in request("GET", node.address + ARTICLE).text


def listens(node: Server) -> bool:
    with suppress(OSError), create_connection((node.settings.host, node.settings.port)):
        return True
    return False


def answers(node: Server, network: str, answer: str = "") -> int:
    """Send a comment through a proxy in front of ``node``; without ``answer``, with the right."""
    comment = Written(f"From {network}.", a_challenge())
    body = comment.body()
    if answer:
        body = body.replace(comment.challenge.picture_answer, answer)
    where = node.address.removeprefix("http://")
    with closing(HTTPConnection(where, timeout=PATIENCE_SECONDS)) as line:
        headers = {"Content-Type": FORM, "X-Forwarded-For": network}
        line.request("POST", COMMENTS, body, headers)
        return line.getresponse().status


def some_more(crowd: Crowd) -> None:
    """Return once more comments were confirmed."""
    enough = len(crowd.confirmed) + SOME
    eventually(lambda: len(crowd.confirmed) >= enough)


def under_way(exchange: Exchange, killing: float, killed: float) -> bool:
    return exchange.began < killed and exchange.ended > killing


def lost_or_doubled(crowd: Crowd) -> dict[str, int]:
    """Return what was confirmed and is not there once, with how often it is there."""
    times = Counter(stored())
    return {text: times[text] for text in crowd.confirmed if times[text] != 1}
