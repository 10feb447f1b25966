"""Comments on an article that is not public any more are nowhere (attack case 34)."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Visitor, a_moderator, an_article

OF_THREAD = ("", "/comments/{id}", "/comments/{id}/reply", "/comments/newest", "/captcha")
EVERYWHERE = ("/", "/comments/feed.atom", "/feed.atom", "/sitemap.xml", "/search?q=Zanzibar")


@pytest.fixture
def comment_id(app: Flask, content_dir: Path) -> int:
    """Publish a comment on an article."""
    an_article(content_dir)
    comment_id = Visitor(app.test_client()).posted("Zanzibar.").id
    assert a_moderator(app).decides(comment_id, "approval").status_code == 303
    return comment_id


@pytest.mark.parametrize("hidden", [{"draft": "true"}, {"published": "2126-01-01"}, None])
def test_comments_of_an_article_that_is_hidden_are_nowhere(
    client: FlaskClient, content_dir: Path, comment_id: int, hidden: dict[str, str] | None
) -> None:
    assert "Zanzibar" in client.get("/comments/feed.atom").text
    if hidden is None:
        (content_dir / "tides.md").unlink()
    else:
        an_article(content_dir, **hidden)
    client.application.extensions["gloss.pages"].edition.look()
    for end in (*OF_THREAD, "/comments/feed.atom"):
        answer = client.get("/articles/tides" + end.format(id=comment_id))
        assert (answer.status_code, "Zanzibar" in answer.text) == (404, False), end
    for address in EVERYWHERE:
        shown = client.get(address).text.replace("q=Zanzibar", "").replace('"Zanzibar"', "")
        assert "Zanzibar." not in shown, address
