"""Commands that look after the articles."""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup

from gloss import clock, database, settings, site
from gloss.articles import addresses, authoring, file_names, library, moving, previews
from gloss.articles.article import Article
from gloss.articles.checks import checking
from gloss.articles.checks.links import Site
from gloss.articles.files import README, SUFFIX, Folder, SourceFile
from gloss.articles.front_matter import values
from gloss.articles.library import Library
from gloss.articles.previews import Preview
from gloss.articles.search import unanswered

articles = AppGroup("articles", help="Look after the articles.")


@articles.command()
@click.option("--fix", is_flag=True, help="Mend first what can be mended safely.")
@click.pass_context
def check(context: click.Context, fix: bool) -> None:
    """Read and render every file; say what is wrong, and exit with 1 if there is an error."""
    folder = Folder(settings.current().content_dir)
    if fix:
        _mend(folder)
    checked = library.opened(is_afresh=True)
    checked.refresh()
    routes = current_app.url_map.bind("")
    outlook = Site(checked, routes, site.current().address, clock.now().astimezone(_zone()))
    pictures = (p for content in checked.contents() for p in checked.picture_problems(content))
    problems = sorted({*checking.flaws(outlook, folder), *pictures, *checked.problems()})
    for problem in problems:
        click.echo(problem)
    errors = sum(problem.is_error for problem in problems)
    click.echo(f"{_counted(checked)}: {errors} errors, {len(problems) - errors} warnings")
    context.exit(1 if errors else 0)


@articles.command()
@click.argument("title")
def new(title: str) -> None:
    """Make the file of a new article, hidden until you remove its line draft: true."""
    try:
        clean = values.line(title)
        slug = values.address(title)
    except ValueError as fault:
        raise click.ClickException(f"This title cannot be used: {fault}.") from None
    file = settings.current().content_dir / f"{slug}{SUFFIX}"
    if file.name == README:
        raise click.ClickException(f"{README} is for those who keep the files. Add to the title.")
    _require_free(addresses.slug(file_names.read(slug).title))
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(authoring.new(clean, clock.now().astimezone(_zone())))
    except OSError as fault:
        raise click.ClickException(f"{file} cannot be written: {fault.strerror}.") from None
    click.echo(file)


@articles.command()
@click.argument("old")
@click.argument("new")
def move(old: str, new: str) -> None:
    """Give the article OLD the address NEW; its comments stay, and links to OLD lead on."""
    article = _article(old)
    slug = addresses.slug(new)
    if not slug:
        raise click.ClickException(f"{new} holds no letter and no number to make an address from.")
    _require_free(slug)
    try:
        moved_to = moving.move(article, _file(article), slug, _zone())
    except moving.Refused as refused:
        raise click.ClickException(str(refused)) from None
    except OSError as fault:
        raise click.ClickException(f"{article.path} cannot be moved: {fault.strerror}.") from None
    click.echo(moved_to)
    click.echo(f"/articles/{article.slug} leads to /articles/{slug} from now on.")


@articles.command()
@click.argument("slug")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 365))
def preview(slug: str, days: int) -> None:
    """Print a link to the draft SLUG, for whoever shall read it before the public does."""
    article, now = _article(slug), clock.now()
    if article.is_public(now):
        path = current_app.url_map.bind("").build("reading.article", {"slug": article.slug})
        raise click.ClickException(f"It is public already: {site.current().address}{path}")
    until = now + timedelta(days=days)
    token = previews.token(Preview(article.article_id, until))
    path = current_app.url_map.bind("").build("reading.preview", {"token": token})
    click.echo(f"Until {until.astimezone(_zone()):%Y-%m-%d %H:%M} it can be read at")
    click.echo(f"{site.current().address}{path}")


@articles.command("searches")
def list_searches() -> None:
    """List what readers searched for and did not find, the most frequent first."""
    missed = unanswered.listed(database.db.session())
    for search in missed:
        click.echo(f"{search.count:6}  {search.last_at:%Y-%m-%d}  {search.query}")
    if not missed:
        click.echo("No search was in vain yet.")


def _zone() -> ZoneInfo:
    return site.current().zone


def _article(named: str) -> Article:
    """Find an article by its slug or by the path of its file, drafts too."""
    for article in _articles():
        if named in {article.slug, article.path}:
            return article
    hint = "To see what is wrong with a file use: flask articles check"
    raise click.ClickException(f"There is no article {named} that can be read. {hint}")


def _mend(folder: Folder) -> None:
    try:
        for path, line in checking.mend(folder):
            click.echo(f"{path}:{line}: mended: an empty line was put above the list")
    except OSError as fault:
        raise click.ClickException(f"A file cannot be written: {fault}.") from None


def _articles() -> Iterable[Article]:
    shelf = library.current()
    shelf.refresh()
    return shelf.snapshot.articles.values()


def _file(article: Article) -> SourceFile:
    for found in Folder(settings.current().content_dir).scan():
        if isinstance(found, SourceFile) and found.path == article.path:
            return found
    raise click.ClickException(f"{article.path} is gone.")


def _require_free(slug: str) -> None:
    for article in _articles():
        if article.slug == slug:
            where = f"{article.path} has the address /articles/{slug} already."
            raise click.ClickException(f"{where} Choose another one.")


def _counted(checked: Library) -> str:
    contents = checked.contents()
    count = sum(isinstance(content, Article) for content in contents)
    return f"{count} articles, {len(contents) - count} pages"
