"""Moments in the words of the site's language, in its time zone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import create_app
from gloss import database
from gloss.settings import Settings
from gloss.web import dates

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_sites_write_one_moment_each_in_its_own_way(settings: Settings, tmp_path: Path) -> None:
    written = []
    for language, zone in (("en", "UTC"), ("de", "Europe/Berlin"), ("en", "Asia/Tokyo")):
        site = f'language = "{language}"\ntime_zone = "{zone}"'
        (tmp_path / "site.toml").write_text(site)
        with create_app(settings).app_context():
            written.append(dates.moment(NOON))
            database.db.engine.dispose()
    assert written == ["1 May 2026, 12:00", "1 Mai 2026, 14:00", "1 May 2026, 21:00"]
