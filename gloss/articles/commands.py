"""Commands that look after the articles."""

import click
from flask.cli import AppGroup

from gloss import settings, site
from gloss.articles.article import Article
from gloss.articles.library import Library

articles = AppGroup("articles", help="Look after the articles.")


@articles.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Read and render every file; say what is wrong, and exit with 1 if there is an error."""
    checked = Library(settings.current().content_dir, site.current().zone)  # without an index
    checked.refresh()
    for content in checked.contents():
        checked.rendered(content)
    problems = checked.problems()
    for problem in problems:
        click.echo(problem)
    errors = sum(problem.is_error for problem in problems)
    click.echo(f"{_counted(checked)}: {errors} errors, {len(problems) - errors} warnings")
    context.exit(1 if errors else 0)


def _counted(checked: Library) -> str:
    contents = checked.contents()
    count = sum(isinstance(content, Article) for content in contents)
    return f"{count} articles, {len(contents) - count} pages"
