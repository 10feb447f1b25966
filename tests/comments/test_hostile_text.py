"""Text that tries to act, in every field and wherever it is shown: it stays text."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gloss.comments.models import State
from gloss.comments.rendering import body_html
from tests.cast import Visitor, a_moderator, an_article
from tests.comments.forest import decide

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'\"><svg onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "{{ 7 * 7 }}<b id=captcha name=csrf_token>",
    "]]><x:script>alert(1)</x:script>",
]
OURS = {"module", "application/ld+json"}  # types of scripts
SINKS = (
    "/articles/tides",
    "/articles/tides/comments/newest",
    "/articles/tides/comments/{id}/reply",
    "/articles/tides/comments/feed.atom",
    "/comments/feed.atom",
)


class Acting(HTMLParser):
    """Collects what would act on a page, as a browser reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note handlers, elements that none of our pages has, and scripts that are not ours."""
        given = dict(attrs)
        is_foreign = tag in {"svg", "b", "x:script"} or given.get("src") == "x"
        is_script = tag == "script" and given.get("type") not in OURS
        if is_foreign or is_script or any(name.startswith("on") for name in given):
            self.found.append(self.get_starttag_text() or tag)


def acting_in(page: str) -> list[str]:
    parser = Acting()
    parser.feed(page)
    return parser.found


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_acts_in_any_field_wherever_it_is_shown(
    app: Flask, client: FlaskClient, content_dir: Path, hostile: str
) -> None:
    an_article(content_dir)
    eve = Visitor(client, name=hostile)
    typed = {"author_name": hostile, "text": hostile, "website": hostile, "parent": hostile}
    shown = [client.post("/articles/tides/comments/preview", data=typed).text]
    shown.append(eve.sends(hostile, answer=hostile).text)
    sent = eve.sends(hostile)
    assert sent.status_code == 303
    shown.append(client.get(sent.location).text)
    mo = a_moderator(app)
    shown += [mo.page(), mo.page("/moderation/comments/1")]
    decide(1, State.APPROVED)
    shown += [client.get(address.format(id=1)).text for address in SINKS]
    for page in shown:
        assert acting_in(page) == []


@pytest.mark.parametrize(
    "text", ["#captcha", '<a id="captcha" name="challenge">x</a>', "[x](#comment-1)", "# Comments"]
)
def test_no_text_brings_ids_or_names_onto_the_page(text: str) -> None:
    assert not re.search(r"<[^>]*\b(?:id|name|class|style)=", body_html(text))


@pytest.mark.parametrize(
    "link",
    [
        "[x](mailto:a@b.example?bcc=c@d.example)",
        "[x](java\tscript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](\u0001javascript:alert(1))",
        "[x](\\\\eve.example)",
        "[x](https:eve.example)",
        "[x](file:///etc/passwd)",
    ],
)
def test_a_link_leads_to_the_web_or_nowhere(link: str) -> None:
    for target in re.findall(r'href="([^"]*)"', body_html(link)):
        assert target.startswith(("https:", "http:"))


def test_a_host_of_another_script_is_spelt_out_in_its_address() -> None:
    assert 'href="https://xn--pple-43d.example"' in body_html("[apple](https://\u0430pple.example)")
