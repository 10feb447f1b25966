"""``flask privacy export`` and ``flask privacy erase``: for somebody who asks by mail."""

import json

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from gloss import clock, database
from gloss.comments.receipts import personal_data

group = AppGroup("privacy", help="Hand out or erase what is kept about one person.")
TYPED = click.option(
    "--typed", is_flag=True, help="Also comments that merely name the address: anybody can type it."
)


@group.command()
@click.argument("mailbox")
@TYPED
def export(mailbox: str, *, typed: bool) -> None:
    """Print all that is kept about the comments of MAILBOX, as JSON."""
    session = database.db.session()
    proven, named = personal_data.of_address(session, mailbox)
    chosen = [*proven, *(named if typed else [])]
    kept = {"comments": [personal_data.of_comment(session, one) for one in chosen]}
    click.echo(json.dumps(kept, ensure_ascii=False, indent=2))


@group.command()
@click.argument("mailbox")
@TYPED
def erase(mailbox: str, *, typed: bool) -> None:
    """Erase the comments of MAILBOX for good; what stands under them stays."""
    now = clock.now()

    def work(session: Session) -> tuple[int, int]:
        proven, named = personal_data.of_address(session, mailbox)
        chosen = [*proven, *(named if typed else [])]
        personal_data.erase(session, [one.id for one in chosen], now)
        return len(chosen), 0 if typed else len(named)

    erased, left = database.write(work)
    click.echo(f"{erased} comments are erased.")
    if left:
        click.echo(f"{left} more name the address without proof: --typed erases them too.")
