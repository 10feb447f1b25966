"""What a publisher sets in ``site.toml``: title, address, language, authors, questions."""

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from gloss.colours import Colours
from gloss.comment_policy import CommentPolicy
from gloss.questions import Question
from gloss.settings import SettingsError


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("no such time zone; write one like Europe/Berlin") from None
    return name


class Link(BaseModel):
    """One entry of the navigation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str = Field(min_length=1)
    href: str = Field(pattern=r"^(/|https?://)", description="a path here, or a whole address")


class Author(BaseModel):
    """Somebody who writes here, known to front matter by the name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    role: str = ""  # beside the name: what makes the author fit to write this
    bio: str = ""  # a sentence or two, as plain text
    url: str = Field(default="", pattern=r"^(https?://\S+)?$")  # a page about the author


class Site(BaseModel):
    """The publisher's choices; a key that is not known is refused, so a typo cannot hide."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field("Gloss", min_length=1)
    description: str = ""
    address: str = Field("http://localhost:8000", pattern=r"^https?://[^/\s]+$")
    language: str = Field("en", pattern=r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*$")
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    navigation: tuple[Link, ...] = ()
    admins_need_second_factor: bool = False
    colours: Colours = Colours()
    comments: CommentPolicy = CommentPolicy()
    questions: tuple[Question, ...] = ()
    authors: tuple[Author, ...] = ()
    contact: str = Field("", pattern=r"^(https?://\S+|[^@\s:]+@[^@\s:]+)?$")

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read ``site.toml``; a missing file means the defaults.

        :raises SettingsError: one line that names the file, the key and the mend.
        """
        try:
            return cls(**tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {})
        except ValidationError as refused:
            first = refused.errors()[0]
            key = ".".join(map(str, first["loc"]))
            raise SettingsError(f"{file}: the key {key!r} cannot be used: {first['msg']}") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as unreadable:
            raise SettingsError(f"{file} is not TOML in UTF-8: {unreadable}") from None

    @property
    def is_https(self) -> bool:
        """Whether readers come by https: then cookies are Secure."""
        return self.address.startswith("https://")

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone in which dates are written and read."""
        return ZoneInfo(self.time_zone)

    @property
    def contact_address(self) -> str:
        """Where a link to the publisher leads; empty if none was set."""
        return f"mailto:{self.contact}" if "@" in self.contact.partition(":")[0] else self.contact

    @cached_property
    def _authors(self) -> dict[str, Author]:
        return {_key(author.name): author for author in self.authors}

    def author(self, name: str) -> Author:
        """Return what is known of an author, whose name may be spelt in other capitals."""
        return self._authors.get(_key(name)) or Author(name=name)

    def questions_in(self, language: str) -> tuple[Question, ...]:
        """Return the questions for who reads ``language``; none of them, those of the site."""
        for wanted in (language, self.language):
            found = tuple(q for q in self.questions if q.is_in(wanted, self.language))
            if found:
                return found
        return ()

    def init_app(self, app: Flask) -> None:
        """Attach the site to ``app`` and to its templates."""
        app.extensions["gloss.site"] = self
        app.jinja_env.globals["site"] = self


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def current() -> Site:
    """Return the site that is being served."""
    return of(current_app._get_current_object())  # type: ignore[attr-defined] # thrice as quick


def of(app: Flask) -> Site:
    """Return the site that ``app`` serves."""
    site = app.extensions["gloss.site"]
    assert isinstance(site, Site)  # noqa: S101 (narrows the type)
    return site
