"""What the overview says about visitors: how they fare at the captcha, and the way they come."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from gloss import clock
from gloss.captcha import background, tallies
from gloss.captcha.ways import Way
from gloss.visitors import proxies
from tests.cast import ModeratorAtWork, Visitor, a_moderator, an_article

OVERVIEW = "/moderation/overview"


@pytest.fixture(autouse=True)
def nothing_noticed() -> Iterator[None]:
    proxies._seen.clear()
    yield
    proxies._seen.clear()


@pytest.fixture
def mo(app: Flask) -> ModeratorAtWork:
    return a_moderator(app)


def tried(way: Way, right: int, wrong: int) -> None:
    for what, times in (("shown", right + wrong), ("right", right), ("wrong", wrong)):
        for _ in range(times):
            tallies.current().count(way, what, clock.now())
    background.store()


def test_the_first_tries_of_each_way_are_shown(mo: ModeratorAtWork) -> None:
    tried(Way.PICTURE, right=19, wrong=1)
    tried(Way.QUESTION, right=3, wrong=0)
    page = mo.page(OVERVIEW)
    assert '<th scope="row">Picture</th><td>20</td><td>19</td><td>1</td><td>95 %</td>' in page
    assert (
        '<th scope="row">Question in words</th><td>3</td><td>3</td><td>0</td><td>100 %</td>' in page
    )
    assert ">Sound</th>" not in page
    assert "shuts them out" not in page


def test_a_way_that_fewer_than_four_in_five_pass_is_warned_of(mo: ModeratorAtWork) -> None:
    tried(Way.PICTURE, right=15, wrong=6)
    page = mo.page(OVERVIEW)
    assert "“Picture”: fewer than 80 of 100 pass at their first try." in page
    assert "<td>71 %</td>" in page


def test_a_forgotten_proxy_is_shown_with_the_mend(
    mo: ModeratorAtWork, app: Flask, content_dir: Path
) -> None:
    an_article(content_dir)
    assert "TRUSTED_PROXIES" not in mo.page(OVERVIEW)
    client = app.test_client()
    client.environ_base |= {"REMOTE_ADDR": "10.0.0.9", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    comment = Visitor(client).posted()
    assert comment.network == ""
    page = mo.page(OVERVIEW)
    assert "<code>TRUSTED_PROXIES=10.0.0.9</code>" in page
    assert "203.0.113.7" not in page
