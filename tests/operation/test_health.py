"""What monitors, load balancers and supervisors are told."""

from datetime import timedelta
from pathlib import Path
from shutil import rmtree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gloss import clock, database, heartbeats
from gloss.operation import background, health
from gloss.operation.health import Check
from gloss.settings import Settings

ALL_WELL = dict.fromkeys(("database", "background work", "other servers", "disk"), "well")


def test_a_site_whose_work_comes_round_is_well(client: FlaskClient) -> None:
    background.sweep_all(clock.now())
    response = client.get("/health")
    assert response.status_code == 200
    assert response.json == {"alive": True, "ready": True, "well": True, "checks": ALL_WELL}


def test_before_the_first_sweep_somebody_is_told_to_look(client: FlaskClient) -> None:
    response = client.get("/health")
    assert response.status_code == 503
    assert response.json is not None
    assert "flask work" in response.json["checks"]["background work"]


def test_work_that_has_not_come_round_for_minutes_is_late(client: FlaskClient) -> None:
    background.sweep_all(clock.now() - heartbeats.LATE - timedelta(seconds=1))
    assert client.get("/health").status_code == 503


def test_what_a_supervisor_asks_depends_on_nothing_else(client: FlaskClient) -> None:
    response = client.get("/health/alive")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")


def test_a_node_without_its_articles_is_not_ready(client: FlaskClient, content_dir: Path) -> None:
    assert client.get("/health/ready").status_code == 200
    rmtree(content_dir)
    assert client.get("/health/ready").status_code == 503


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_is_away_is_named_and_articles_go_on(app: Flask, tmp_path: Path) -> None:
    database.db.engine.dispose()
    (tmp_path / "gloss.db").unlink()
    (tmp_path / "gloss.db").mkdir()  # so that nothing can be opened there
    response = app.test_client().get("/health")
    assert response.status_code == 503
    assert response.json is not None
    assert "does not answer" in response.json["checks"]["database"]
    assert app.test_client().get("/health/ready").status_code == 200


def test_a_full_disk_is_told_before_it_is_full(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 2**62)
    now = clock.now()
    found = health.checks(database.db.session(), settings, now, now)
    assert "make room" in next(check for check in found if check.name == "disk").mend


def test_a_check_with_nothing_to_mend_is_well() -> None:
    assert Check("disk").is_well
    assert not Check("disk", "Make room.").is_well
