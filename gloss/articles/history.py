"""Which addresses articles had: seen by whoever follows the files, and kept in the database."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from gloss import database
from gloss.articles.models import KnownAddress
from gloss.articles.snapshot import History

Address: TypeAlias = tuple[str, str]  # a slug, and the id of its article

KEPT_AT_ONCE = 500  # rows in one transaction: other writers wait some 20 ms for it


def read(connection: Connection) -> History:
    """Return whose each slug was, the last one first."""
    newest_first = select(KnownAddress.slug, KnownAddress.article_id).order_by(
        KnownAddress.taken_at.desc(), KnownAddress.article_id
    )
    history: dict[str, tuple[str, ...]] = {}
    for slug, article_id in connection.execute(newest_first):
        history[slug] = (*history.get(slug, ()), article_id)
    return history


def unknown(addresses: Iterable[Address], history: History) -> list[Address]:
    """Return the addresses that ``history`` does not have."""
    return [(slug, owner) for slug, owner in addresses if owner not in history.get(slug, ())]


def keep(session: Session, addresses: Iterable[Address], now: datetime) -> None:
    """Remember ``addresses``; of two processes that see one at the same time, one keeps it."""
    in_order = sorted(addresses)  # two processes then never wait for each other's rows in a circle
    rows = [{"slug": slug, "article_id": owner, "taken_at": now} for slug, owner in in_order]
    database.insert_all_new(session, KnownAddress, rows)
