"""Public pages over HTTP. None reads a cookie or sets one; an article needs no database."""

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Gone, HTTPException, NotFound

from gloss import clock, database, language
from gloss.articles import library, previews
from gloss.articles.article import Article
from gloss.comments import thread_pages
from gloss.comments.forms import CommentForm
from gloss.comments.thread_pages import ThreadPage
from gloss.language import gettext, lazy_gettext
from gloss.reading import departures, directory, keys, structured_data, versions
from gloss.reading.kept_page import SHARED
from gloss.reading.pagination import paged

blueprint = Blueprint("reading", __name__)

READING = frozenset({"GET", "HEAD"})
EXPIRED = lazy_gettext("It was meant for a time that is over. Perhaps one of these helps you on.")


@blueprint.after_request
def let_caches_ask(response: Response) -> Response:
    """Let nobody show a page without asking whether it still holds; the page cache answers that."""
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


@blueprint.get("/")
@blueprint.get("/page/<id:number>")
def home(number: int = 1) -> ResponseReturnValue:
    """List the articles, newest first."""
    shelf, now = library.current(), clock.now()
    page = paged(shelf.works(now), number) or abort(404)
    return render_template(
        "reading/home.html",
        page=page,
        versions=versions.of_home(shelf, now),
        structured=structured_data.of_site(),
    )


@blueprint.get("/articles/<slug>")
def article(slug: str) -> ResponseReturnValue:
    """Show an article, the first of its comments, and the form to add one."""
    found = _article(slug)
    thread = _thread(found)
    shelf = library.current()
    now = clock.now()
    language.speak(found.language)
    series = directory.series(shelf, found, now)
    page = render_template(
        "reading/article.html",
        article=found,
        body=shelf.rendered(found),
        neighbours=shelf.neighbours(found, now),
        related=directory.related(shelf, found, now),
        series=series,
        versions=versions.of_article(shelf, found, now),
        thread=thread,
        structured=structured_data.of_article(found, series, thread),
        form=CommentForm(),
    )
    return page, 200, {} if thread else {"Cache-Control": "no-store"}


@blueprint.get("/preview/<token>")
def preview(token: str) -> ResponseReturnValue:
    """Show an article that is not public to who was given the link; nobody may keep the page."""
    now, shelf = clock.now(), library.current()
    try:
        opened = previews.read(token, now)
    except previews.Refused:
        abort(
            404,
            gettext("This preview link has ended, or is not whole. Ask who sent it for a new one."),
        )
    found = shelf.snapshot.articles.get(opened.article_id) or abort(404)
    if found.is_public(now):
        return redirect(url_for(".article", slug=found.slug))
    language.speak(found.language)
    body, until = shelf.rendered(found), opened.until
    page = render_template("reading/preview.html", article=found, body=body, until=until, now=now)
    return page, 200, {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@blueprint.get("/tags/")
def tags() -> ResponseReturnValue:
    """List all tags with the number of their articles."""
    return render_template("reading/tags.html", tags=library.current().tags(clock.now()))


@blueprint.get("/tags/<slug>")
@blueprint.get("/tags/<slug>/page/<id:number>")
def tag(slug: str, number: int = 1) -> ResponseReturnValue:
    """List the articles under one tag, newest first."""
    found = library.current().tags(clock.now()).get(slug)
    if found is None:
        abort(404)
    page = paged(found.articles, number) or abort(404)
    structured = structured_data.trail((gettext("Tags"), "reading.tags"), found.label)
    return render_template(
        "reading/tag.html", slug=slug, tag=found, page=page, structured=structured
    )


@blueprint.get("/<slug>")
def page(slug: str) -> ResponseReturnValue:
    """Show a page that is no article, such as “about”."""
    shelf = library.current()
    found = shelf.page(slug)
    if found is None:
        abort(404)
    language.speak(found.language)
    return render_template("reading/page.html", page=found, body=shelf.rendered(found))


@blueprint.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Serve the icon to browsers that look for it here without being told."""
    return current_app.send_static_file("favicon.ico")


@blueprint.app_errorhandler(404)
def not_found(error: NotFound) -> ResponseReturnValue:
    """Lead to where an article is now, or help a reader on who came to an address that is none."""
    shelf, now = library.current(), clock.now()
    moved_to = departures.new_address(shelf, now)
    if moved_to and request.method in READING:
        response = redirect(moved_to, 301)
        response.headers["Cache-Control"] = SHARED  # it may move again
        return response
    if departures.is_over(shelf, now):
        return _helpful(Gone(str(EXPIRED)), gettext("This page is no longer here"))
    return _helpful(error, gettext("There is no page here"))


def _helpful(error: HTTPException, title: str) -> ResponseReturnValue:
    found = render_template(
        "reading/not_found.html",
        title=title,
        suggestions=departures.suggestions(library.current(), clock.now()),
        reason="" if error.description == type(error).description else error.description,
    )
    caching = SHARED if _is_public(request.endpoint) else "no-store"
    return found, error.code or 404, {"Cache-Control": caching}


def _is_public(endpoint: str | None) -> bool:
    """Tell whether a page may have been at the address: caches must then forget what they have."""
    return endpoint in keys.OF_ENDPOINT


def _article(slug: str) -> Article:
    return library.current().article(slug, clock.now()) or abort(404)


def _thread(found: Article) -> ThreadPage | None:
    """Read the comments; nothing when the database is away, for the article can do without."""
    try:
        return thread_pages.page(found.article_id)
    except database.UNAVAILABLE:
        return None
