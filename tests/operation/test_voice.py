"""Many who want to hear a captcha at once: one is spoken to, the others are told so at once."""

from concurrent.futures import ThreadPoolExecutor

from tests.operation.visitor import Answer, request
from tests.server import Server

SOUND = "/articles/tides/captcha/sound"


def asked(server: Server, cookie: str = "") -> Answer:
    return request("GET", server.address + SOUND, cookie=cookie)


def test_who_asks_while_another_sound_is_spoken_is_told_to_come_again(server: Server) -> None:
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: asked(server), range(40)))
    spoken = [answer for answer in answers if answer.status == 200]
    told = [answer for answer in answers if answer.status == 503]
    assert len(spoken) + len(told) == 40
    assert {answer.body[:4] for answer in spoken} == {b"RIFF"}
    assert {answer.text for answer in told} == {"The voice is busy. Try again in a moment."}
    assert all(answer.cookie for answer in spoken)


def test_a_sound_that_was_spoken_is_played_again_while_others_wait(server: Server) -> None:
    ours = asked(server)
    assert ours.status == 200
    with ThreadPoolExecutor(4) as crowd:
        others = [crowd.submit(asked, server) for _ in range(40)]
        again = [asked(server, ours.cookie) for _ in range(10)]
        assert {(answer.status, answer.body) for answer in again} == {(200, ours.body)}
        assert {other.result().status for other in others} == {200, 503}


def test_the_voice_has_nothing_to_do_with_other_pages(server: Server) -> None:
    with ThreadPoolExecutor(4) as crowd:
        crowd.map(lambda _: asked(server), range(10))
        for path in ("/articles/tides", "/articles/tides/captcha", f"/?to={SOUND}"):
            assert request("GET", server.address + path).status == 200
        assert request("POST", server.address + SOUND).status == 405
