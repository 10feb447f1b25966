"""What programs ask for: the map of the site, what robots may read, and articles as Markdown."""

from flask import Blueprint, Response, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from gloss import clock
from gloss.articles import library
from gloss.articles.article import Article, Page
from gloss.reading import share_picture, sitemap
from gloss.reading.pagination import LISTED_FOR_MODELS
from gloss.reading.routes import let_caches_ask
from gloss.web.addresses import whole
from gloss.web.assets import A_YEAR_SECONDS

BUSY = "Another picture is being drawn. Ask again in two seconds."
KEPT_BY_ALL = {
    "Cache-Control": f"public, max-age={A_YEAR_SECONDS}, immutable",
    "Cross-Origin-Resource-Policy": "cross-origin",  # other sites are who it is for
}

blueprint = Blueprint("machines", __name__)
blueprint.after_request(let_caches_ask)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Say what crawlers may not read, and where the map is."""
    return Response(render_template("reading/robots.txt"), mimetype="text/plain")


@blueprint.get("/sitemap.xml")
def sitemap_index() -> Response:
    """List the files of the map."""
    parts = sitemap.parts(library.current(), clock.now())
    return _xml(render_template("reading/sitemap_index.xml", parts=parts))


@blueprint.get("/sitemaps/<any(pages, lists, articles):kind>-<id:number>.xml")
def sitemap_part(kind: str, number: int) -> Response:
    """List the pages in one file of the map."""
    places = sitemap.places(library.current(), clock.now(), kind, number) or abort(404)
    return _xml(render_template("reading/sitemap.xml", places=places))


@blueprint.get("/llms.txt")
def llms() -> Response:
    """Introduce the site to language models, in the form of https://llmstxt.org."""
    shelf = library.current()
    articles = shelf.works(clock.now())[:LISTED_FOR_MODELS]
    pages = sorted(shelf.snapshot.pages.values(), key=lambda page: page.slug)
    text = render_template("reading/llms.txt", articles=articles, pages=pages)
    return Response(text, mimetype="text/plain")


@blueprint.get("/articles/<slug>.md")
def markdown(slug: str) -> Response:
    """Give an article as its author wrote it, under a head of a few lines."""
    found = _article(slug)
    text = render_template("reading/article.md", article=found, body=_body(found))
    return _markdown(text, whole("reading.article", slug=slug))


@blueprint.get("/<slug>.md")
def markdown_of_page(slug: str) -> Response:
    """Give a page that is no article as its author wrote it, under a head of a few lines."""
    found = library.current().page(slug) or abort(404)
    text = render_template("reading/page.md", page=found, body=_body(found))
    return _markdown(text, whole("reading.page", slug=slug))


@blueprint.get("/articles/<slug>/share-<digest>.png")
def picture(slug: str, digest: str) -> ResponseReturnValue:
    """Give the picture that other sites show beside a link to the article."""
    return _picture(_article(slug), digest)


@blueprint.get("/share-<digest>.png")
def site_picture(digest: str) -> ResponseReturnValue:
    """Give the picture that other sites show beside a link to any other page."""
    return _picture(None, digest)


def _body(content: Article | Page) -> str:
    return library.current().body(content).lstrip("\n")


def _markdown(text: str, page: str) -> Response:
    """Answer with Markdown; search engines show ``page`` in its place."""
    response = Response(text, mimetype="text/markdown")
    response.headers["Link"] = f'<{page}>; rel="canonical"'
    return response


def _picture(found: Article | None, digest: str) -> ResponseReturnValue:
    title = found.title if found else ""
    if digest != share_picture.digest(title):  # of an earlier title
        return redirect(share_picture.address(found))
    try:
        png = share_picture.picture_of(title)
    except share_picture.Busy:
        return Response(BUSY, 503, {"Retry-After": "2"}, mimetype="text/plain")
    return Response(png, mimetype="image/png", headers=KEPT_BY_ALL)


def _article(slug: str) -> Article:
    return library.current().article(slug, clock.now()) or abort(404)


def _xml(text: str) -> Response:
    return Response(text, mimetype="application/xml")
