"""Every setting of the operator: its name in the environment, type, default, unit and reason."""

import os
import secrets
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from flask import Flask, current_app
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
SECRET_FILE = "secret"  # noqa: S105 (its name, in the instance folder)
SECRET_BYTES = 32  # as many as the SHA-256 that signs with them


class SettingsError(Exception):
    """A value that Gloss refuses to start with; the message says which and what to do."""


def _listed(value: object) -> object:
    """Split ``a, b`` as the environment writes a list."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _networks(value: object) -> object:
    """Read ``10.0.0.0/8, ::1`` as networks."""
    listed = _listed(value)
    return tuple(ip_network(v) for v in listed) if isinstance(listed, tuple) else listed


Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(_networks)]
SecretKey = Annotated[str, Field(min_length=SECRET_BYTES)]
MailServer = Annotated[str, Field(pattern=r"^(|log|.+:\d{1,5})$")]
Mailbox = Annotated[str, Field(pattern=r"^(|[^@\s,;<>\"]+@[^@\s,;<>\"]+)$")]
SecretKeys = Annotated[tuple[SecretKey, ...], BeforeValidator(_listed)]


class Settings(BaseModel):
    """What the operator decides; the publisher's choices are in ``site.toml``."""

    model_config = ConfigDict(frozen=True)

    content_dir: Path = Field(ROOT / "content", description="the articles; may lie anywhere")
    site_file: Path = Field(ROOT / "site.toml", description="the publisher's settings")
    instance_dir: Path = Field(ROOT / "instance", description="database, secret and caches")
    database_url: str = Field("", description="PostgreSQL; empty: SQLite in INSTANCE_DIR")
    redis_url: str = Field("", description="limits shared by several processes; empty: memory")
    secret_keys: SecretKeys = Field((), description="newest first; empty: INSTANCE_DIR/secret")
    trusted_proxies: Networks = Field((), description="whose X-Forwarded-For is believed")
    network_days: int = Field(
        30, ge=1, le=3650, description="how long the hash of a commenter's network is kept"
    )
    mail_server: MailServer = Field(
        "", description="host:port, or `log`; empty: no mail, no e-mail field"
    )
    mail_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="how letters are kept private on their way to MAIL_SERVER"
    )
    mail_user: str = Field("", description="who signs in at MAIL_SERVER; empty: nobody")
    mail_password: str = Field("", repr=False, description="of MAIL_USER")
    mail_sender: Mailbox = Field("", description="From; empty: comments@ the site's host")
    mail_timeout_seconds: float = Field(30, gt=0, le=60, description="for each of its answers")
    limits: bool = Field(default=True, description="off only to measure speed")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="info: a line for each request that no kept page answers"
    )
    metrics_host: str = Field("127.0.0.1", description="where Prometheus reads figures")
    metrics_port: int = Field(0, ge=0, le=65535, description="0: nowhere")
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="port to listen on")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the settings; an empty variable counts as unset.

        :raises SettingsError: one line for the first value that is refused.
        """
        named = {name: environment.get(name.upper(), "") for name in cls.model_fields}
        return cls.of(**{name: value for name, value in named.items() if value})

    @classmethod
    def of(cls, **values: Any) -> Self:
        """Build settings from ``values``; the rest takes its default.

        :raises SettingsError: one line for the first value that is refused.
        """
        try:
            settings = cls(**values)
        except ValidationError as refused:
            raise SettingsError(_sentence(refused)) from None
        return settings.model_copy(update=settings._derived())

    @model_validator(mode="after")
    def _keep_the_password_private(self) -> Self:
        is_here = self.mail_server.rpartition(":")[0] in LOOPBACK
        if self.mail_password and self.mail_security == "none" and not is_here:
            raise ValueError("MAIL_PASSWORD would travel in the open; set MAIL_SECURITY=starttls")
        return self

    def _derived(self) -> dict[str, object]:
        """Fill what depends on other settings: the database's address and the secret."""
        try:
            self.instance_dir.mkdir(parents=True, exist_ok=True)
            secret_keys = self.secret_keys or (_kept_secret(self.instance_dir / SECRET_FILE),)
        except OSError as fault:
            raise SettingsError(
                f"INSTANCE_DIR cannot be used: {fault}. Let Gloss write there, or name another."
            ) from None
        return {
            "database_url": _with_driver(self.database_url)
            or f"sqlite:///{self.instance_dir.resolve() / 'gloss.db'}",
            "secret_keys": secret_keys,
        }

    def init_app(self, app: Flask) -> None:
        """Attach the settings to ``app``, and tell Flask what it needs of them."""
        app.extensions["gloss.settings"] = self
        newest, *older = self.secret_keys
        app.config.update(
            SECRET_KEY=newest,
            SECRET_KEY_FALLBACKS=older,
            SQLALCHEMY_DATABASE_URI=self.database_url,
        )


def current() -> Settings:
    """Return the settings of the application that is being served."""
    return of(current_app._get_current_object())  # type: ignore[attr-defined] # thrice as quick


def of(app: Flask) -> Settings:
    """Return the settings of ``app``."""
    settings = app.extensions["gloss.settings"]
    assert isinstance(settings, Settings)  # noqa: S101 (narrows the type)
    return settings


def _sentence(refused: ValidationError) -> str:
    first = refused.errors()[0]
    name = str(first["loc"][0]).upper() if first["loc"] else "MAIL_SECURITY"
    return f"The setting {name} cannot be used: {first['msg']}. See gloss/settings.py."


def _with_driver(url: str) -> str:
    """Name the driver that Gloss ships for PostgreSQL, whatever prefix the host hands out."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _kept_secret(file: Path) -> str:
    """Read the secret of this installation; the first start makes it, readable by us alone."""
    if not file.exists():
        draft = file.with_name(f"secret.{secrets.token_hex(8)}")  # nobody else's
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(SECRET_BYTES))
        try:
            os.link(draft, file)  # the first of two processes wins; both then read the same
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()
