"""One site with every kind of page, for those who look at all of them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from gloss.database import db
from gloss.settings import ROOT, Settings
from tests import cast
from tests.browser.site import CONTENT
from tests.cast import Browser
from tests.pictures.darkroom import photo

SITE = """
title = "Tidewater & “Sons”"
description = "Notes on the shore <and> beyond."
address = "http://localhost"

[[navigation]]
label = "Articles"
href = "/"
"""


@pytest.fixture(scope="module")
def whole_site(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Yield a site with the articles that ship, those of the browser tests, and an odd one."""
    folder = tmp_path_factory.mktemp("site")
    content = folder / "content"
    for articles in (ROOT / "content", CONTENT):
        shutil.copytree(articles, content, dirs_exist_ok=True)
    (content / "sea.jpg").write_bytes(photo())
    cast.an_article(content, "closed", comments="closed")
    cast.an_article(content, "hidden", draft="true")
    cast.an_article(content, "wave-0.ru")
    cast.an_article(content, "wave-0.ar")
    (content / "broken.md").write_text("---\ntitle: a: b\n---\n")
    for number in range(25):
        cast.an_article(content, f"wave-{number}", tags="[waves]", author="Cleo")
    (folder / "site.toml").write_text(SITE)
    shutil.copy(empty_sqlite, folder / "gloss.db")
    settings = Settings.of(
        content_dir=content,
        mail_server="log",
        instance_dir=folder / "instance",
        site_file=folder / "site.toml",
        database_url=f"sqlite:///{folder / 'gloss.db'}",
        limits=False,  # one visitor says it all here
    )
    app = create_app(settings)
    app.test_client_class = Browser
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
