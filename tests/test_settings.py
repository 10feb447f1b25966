"""Settings are read once, checked at the start, and refused in one clear line."""

import stat
from pathlib import Path
from threading import Thread

import pytest

from gloss.settings import Settings, SettingsError
from gloss.site import Site


def read(tmp_path: Path, **environment: str) -> Settings:
    return Settings.from_environment({"INSTANCE_DIR": str(tmp_path), **environment})


def test_without_any_setting_gloss_runs_on_sqlite_beside_its_secret(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/gloss.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    assert read(tmp_path, PORT="").port == 8000


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret_keys == second.secret_keys
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_two_first_starts_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    keys: list[tuple[str, ...]] = []
    starts = [Thread(target=lambda: keys.append(read(tmp_path).secret_keys)) for _ in range(8)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_secret_keys_of_the_operator_win_newest_first(tmp_path: Path) -> None:
    assert read(tmp_path, SECRET_KEYS=f"{'n' * 32}, {'o' * 32}").secret_keys == ("n" * 32, "o" * 32)


def test_hosts_may_hand_out_postgres_addresses_in_either_spelling(tmp_path: Path) -> None:
    for prefix in ("postgres", "postgresql"):
        url = read(tmp_path, DATABASE_URL=f"{prefix}://me@db/gloss").database_url
        assert url == "postgresql+psycopg://me@db/gloss"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_SERVER", "smtp.example.org"),
        ("MAIL_SECURITY", "ssl"),
        ("MAIL_SENDER", "a@b.c\nBcc: d@e.f"),
        ("PORT", "eighty"),
        ("PORT", "99999"),
        ("SECRET_KEYS", "short"),
        ("TRUSTED_PROXIES", "10.0.0.0/33"),
        ("LIMITS", "perhaps"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"The setting {name} cannot be used"):
        read(tmp_path, **{name: value})


def test_the_refusal_does_not_repeat_a_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, SECRET_KEYS="hunter2")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("server", ["smtp.example.org:587", "192.0.2.1:25"])
def test_a_password_for_mail_never_travels_in_the_open(tmp_path: Path, server: str) -> None:
    told = {"MAIL_SERVER": server, "MAIL_PASSWORD": "hunter2", "MAIL_SECURITY": "none"}
    with pytest.raises(SettingsError, match="MAIL_SECURITY") as refused:
        read(tmp_path, **told)
    assert "hunter2" not in str(refused.value)
    assert read(tmp_path, **told | {"MAIL_SECURITY": "tls"}).mail_password == "hunter2"
    assert read(tmp_path, **told | {"MAIL_SERVER": "localhost:25"}).mail_security == "none"


def a_site(tmp_path: Path, toml: str) -> Site:
    file = tmp_path / "site.toml"
    file.write_text(toml)
    return Site.read(file)


def test_a_site_without_a_file_has_its_defaults(tmp_path: Path) -> None:
    assert Site.read(tmp_path / "site.toml").title == "Gloss"


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ('titel = "x"', "titel"),
        ('time_zone = "Mars/Olympus"', "time_zone"),
        ('address = "example.org"', "address"),
        ('navigation = [{label = "x", href = "javascript:alert(1)"}]', "navigation.0.href"),
        ("title = ", "is not TOML"),
        ("title = 'caf\udce9'", "is not TOML"),
    ],
)
def test_what_is_wrong_in_site_toml_is_named(tmp_path: Path, toml: str, named: str) -> None:
    file = tmp_path / "site.toml"
    file.write_bytes(toml.encode(errors="surrogateescape"))
    with pytest.raises(SettingsError, match=named):
        Site.read(file)
