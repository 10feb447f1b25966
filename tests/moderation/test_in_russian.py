"""A site in Russian: what its moderators read is in Russian too, but for names and data."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from gloss import database
from gloss.accounts.models import Moderator, Role
from gloss.settings import Settings
from tests.cast import ModeratorAtWork, Visitor, a_moderator, an_article

SITE = 'title = "Приливы"\nlanguage = "ru"\naddress = "http://localhost"\n'
TEXT = "Смотрите: https://a.example https://b.example https://c.example"
PAGES = (
    "/moderation/",
    "/moderation/comments?state=approved",
    "/moderation/comments/1",
    "/moderation/changes/",
    "/moderation/spam/",
    "/moderation/rules/",
    "/moderation/campaigns/",
    "/moderation/overview",
    "/moderation/letters/",
    "/moderation/log",
    "/moderation/orders/",
    "/moderation/account/",
    "/moderation/account/password",
    "/moderation/account/second-factor",
    "/moderation/people/",
    "/moderation/people/log/",
)
SPOKEN = (
    "title, h1, h2, h3, a, button, label, legend, summary, th, option, dt, .field-hint, .lead, "
    ".empty, .notice, .reasons li, .decisions p, [role=status]"
)
DATA = "bdi, q, code, kbd, .comment-text, .queue-list li, .secret, a[href^=otpauth]"
NAMES = re.compile(
    r"Gloss|CSV|Mo\b|Linux|[\w-]+\.example|https?://\S+|Google Authenticator|QR|MAIL_SERVER|Firefox"
)
WORD = re.compile("[A-Za-z]{2,}")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    settings.site_file.write_text(SITE)
    return settings


@pytest.fixture
def mo(app: Flask, client: FlaskClient, content_dir: Path) -> ModeratorAtWork:
    """Return an admin who has decided about one comment, while another waits."""
    an_article(content_dir, title="Приливы")
    ada = Visitor(client)
    mo = a_moderator(app)
    database.write(lambda session: session.execute(update(Moderator).values(role=Role.ADMIN)))
    mo.decides(ada.posted(TEXT, author_name="Ада").id, "approval")
    ada.posted(TEXT, author_name="Ада https://d.example")
    return mo


def test_moderators_of_a_russian_site_read_no_english(mo: ModeratorAtWork) -> None:
    found = {page: english(mo.page(page)) for page in PAGES}
    assert {page: words for page, words in found.items() if words} == {}


def english(page: str) -> set[str]:
    """Return what is said in Latin letters by headings, buttons, labels, links and notices."""
    document = BeautifulSoup(page, "html.parser")
    for data in document.select(DATA):
        data.clear()
    said = [part.get_text(" ", strip=True) for part in document.select(SPOKEN)]
    said += [str(part["aria-label"]) for part in document.select("[aria-label]")]
    return {text for text in said if WORD.search(NAMES.sub("", text))}
