"""``flask import``: moving in from another system."""

from functools import partial
from pathlib import Path

import click
from flask.cli import AppGroup

from gloss import clock, database
from gloss.articles import library
from gloss.transfer.imports import articles_in, comments_in, spool
from gloss.transfer.imports.importing import Import
from gloss.transfer.imports.isso import Isso
from gloss.transfer.imports.old_site import OldSite, Unreadable

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
A_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
rehearsal = click.option("--dry-run", is_flag=True, help="Only say what would be done and lost.")
group = AppGroup(
    "import",
    help="Move in: articles become files, comments keep threads, dates, states and names. "
    "An import can be repeated: what is here already is left as it is.",
)


@group.command()
@click.argument("file", type=A_FILE)
@rehearsal
def wordpress(file: Path, dry_run: bool) -> None:
    """Take in the XML of Tools → Export, all content."""
    from gloss.transfer.imports.wordpress import WordPress  # noqa: PLC0415 (it loads slowly)

    _import(WordPress(file), is_rehearsal=dry_run)


@group.command()
@click.argument("file", type=A_FILE)
@rehearsal
def disqus(file: Path, dry_run: bool) -> None:
    """Take in the comments of Disqus' XML export."""
    from gloss.transfer.imports.disqus import Disqus  # noqa: PLC0415 (it loads slowly)

    _import(Disqus(file), is_rehearsal=dry_run)


@group.command()
@click.argument("file", type=A_FILE)
@rehearsal
def isso(file: Path, dry_run: bool) -> None:
    """Take in the comments of Isso's database."""
    _import(Isso(file), is_rehearsal=dry_run)


@group.command()
@click.argument("folder", type=A_FOLDER)
@rehearsal
def folder(folder: Path, dry_run: bool) -> None:
    """Take in a folder of HTML or text files as articles."""
    from gloss.transfer.imports.folder import Folder  # noqa: PLC0415 (it loads slowly)

    _import(Folder(folder), is_rehearsal=dry_run)


def _import(old: OldSite, *, is_rehearsal: bool) -> None:
    shelf, now = library.current(), clock.now()
    shelf.refresh()
    try:
        with spool.spooled(old) as spooled:
            coming = Import(old, spooled, shelf, now)
            articles = _take_articles(coming, is_rehearsal=is_rehearsal)
            comments = _take_comments(coming, is_rehearsal=is_rehearsal)
    except Unreadable as flaw:
        raise click.ClickException(f"Nothing was taken in. {flaw}") from None
    except OSError as fault:
        raise click.ClickException(f"It broke off: {fault}. Mend that, and run it again.") from None
    verb = "would come" if is_rehearsal else "came"
    click.echo(f"{articles} articles and {comments} comments {verb} from {coming.site}.")
    for sentence, times in coming.losses.counted.most_common():
        click.echo(f"{times:>7} ×  {sentence}")


def _take_articles(coming: Import, *, is_rehearsal: bool) -> str:
    """Write new files; return how many, and how many were here."""
    new = here = 0
    for file in coming.files():
        if file and not is_rehearsal:
            articles_in.write(file)
        new, here = (new + 1, here) if file else (new, here + 1)
    return _counted(new, here)


def _take_comments(coming: Import, *, is_rehearsal: bool) -> str:
    """Store new comments and show their threads; return how many, and how many were here."""
    new = here = 0
    touched: set[int] = set()
    for some in coming.batches():
        known = comments_in.known(database.db.session(), coming.site, some)
        here_now = sum(one.key in known for one in some)
        new, here = new + len(some) - here_now, here + here_now
        if not is_rehearsal:
            taking = partial(comments_in.take_in, site=coming.site, comments=some)
            touched |= database.write(taking)
    for thread_id in sorted(touched):
        database.write(partial(comments_in.arrange, thread_id=thread_id))
    return _counted(new, here)


def _counted(new: int, here: int) -> str:
    return f"{new:,} new" + (f" ({here:,} were here)" if here else "")
