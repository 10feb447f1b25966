"""Whom each route serves.

A new route belongs to the audience of its blueprint. Who adds a blueprint adds a line to
``BLUEPRINTS``; a route that differs from its blueprint gets one in ``EXCEPTIONS``.
"""

from enum import Enum


class Audience(Enum):
    """Whom a route serves, and what a changing request has to bring along."""

    EVERYBODY = "reads; nothing can be sent"
    VISITOR = "comments; holds no token, so that what another site sends is refused"
    SIGNING_IN = "has no session yet; brings a form's token"
    MODERATOR = "is signed in; brings a form's token"
    ADMIN = "is signed in as an admin; brings a form's token"
    MAIL_PROGRAM = "acts by a secret address from a letter, and brings nothing (RFC 8058)"


BLUEPRINTS = {
    "": Audience.EVERYBODY,  # routes of no blueprint: static files, the accent colour
    "account": Audience.MODERATOR,
    "account_log": Audience.ADMIN,
    "accounts": Audience.SIGNING_IN,
    "bulk": Audience.MODERATOR,
    "campaigns": Audience.MODERATOR,
    "claims": Audience.MODERATOR,
    "captcha": Audience.VISITOR,
    "changes": Audience.MODERATOR,
    "comments": Audience.VISITOR,
    "decisions": Audience.MODERATOR,
    "digests": Audience.VISITOR,
    "feeds": Audience.EVERYBODY,
    "invitations": Audience.ADMIN,
    "letters": Audience.MODERATOR,
    "lists": Audience.EVERYBODY,
    "machines": Audience.EVERYBODY,
    "mailboxes": Audience.VISITOR,
    "moderation": Audience.MODERATOR,
    "operation": Audience.EVERYBODY,
    "overview": Audience.MODERATOR,
    "own_comments": Audience.VISITOR,
    "people": Audience.ADMIN,
    "people_data": Audience.ADMIN,
    "pictures": Audience.EVERYBODY,
    "reading": Audience.EVERYBODY,
    "receipts": Audience.VISITOR,
    "reports": Audience.VISITOR,
    "rules": Audience.MODERATOR,
    "score": Audience.MODERATOR,
    "search": Audience.EVERYBODY,
    "threads": Audience.EVERYBODY,
    "views": Audience.MODERATOR,
    "writing": Audience.VISITOR,
}
EXCEPTIONS = {  # by endpoint
    "digests.stop": Audience.MAIL_PROGRAM,
    "mailboxes.unsubscribe": Audience.MAIL_PROGRAM,
}
UNKNOWN = (
    "{} serves nobody that tests/audiences.py knows of. Guard it (accounts/guard.py), then add "
    "its blueprint to BLUEPRINTS, or the endpoint to EXCEPTIONS, with the audience it is for."
)


def audience(endpoint: str) -> Audience | None:
    """Return whom a route serves; ``None`` if nobody wrote it down."""
    return EXCEPTIONS.get(endpoint) or BLUEPRINTS.get(blueprint_of(endpoint))


def blueprint_of(endpoint: str) -> str:
    return endpoint.rpartition(".")[0]
