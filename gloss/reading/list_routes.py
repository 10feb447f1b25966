"""Lists beside the newest articles: by author and by year."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from gloss import clock
from gloss.articles import library
from gloss.language import gettext, speak
from gloss.reading import directory, structured_data, versions
from gloss.reading.directory import Directory
from gloss.reading.pagination import ARCHIVE_PAGE_SIZE, paged
from gloss.reading.routes import let_caches_ask

blueprint = Blueprint("lists", __name__)
blueprint.after_request(let_caches_ask)


@blueprint.get("/authors/")
def authors() -> ResponseReturnValue:
    """List all authors with the number of their articles."""
    return render_template("reading/authors.html", authors=_directory().authors)


@blueprint.get("/authors/<slug>")
@blueprint.get("/authors/<slug>/page/<id:number>")
def author(slug: str, number: int = 1) -> ResponseReturnValue:
    """List the articles of one author, newest first."""
    found = _directory().authors.get(slug) or abort(404)
    page = paged(found.articles, number) or abort(404)
    structured = structured_data.trail((gettext("Authors"), "lists.authors"), found.name)
    return render_template(
        "reading/author.html", slug=slug, author=found, page=page, structured=structured
    )


@blueprint.get("/archive/")
def archive() -> ResponseReturnValue:
    """List the years with the number of their articles."""
    return render_template("reading/archive.html", years=_directory().years)


@blueprint.get("/archive/<id:year>")
@blueprint.get("/archive/<id:year>/page/<id:number>")
def year(year: int, number: int = 1) -> ResponseReturnValue:
    """List the articles of one year, newest first."""
    articles = _directory().years.get(year) or abort(404)
    page = paged(articles, number, ARCHIVE_PAGE_SIZE) or abort(404)
    structured = structured_data.trail((gettext("Archive"), "lists.archive"), str(year))
    return render_template("reading/year.html", year=year, page=page, structured=structured)


@blueprint.get("/languages/<code>")
@blueprint.get("/languages/<code>/page/<id:number>")
def language(code: str, number: int = 1) -> ResponseReturnValue:
    """List the articles in one language that is not the site's, newest first, in its words."""
    shelf, now = library.current(), clock.now()
    articles = shelf.other_languages(now).get(code) or abort(404)
    page = paged(articles, number) or abort(404)
    speak(code)
    return render_template(
        "reading/language.html", code=code, page=page, versions=versions.of_home(shelf, now)
    )


def _directory() -> Directory:
    return directory.of(library.current().snapshot.listing(clock.now()))
