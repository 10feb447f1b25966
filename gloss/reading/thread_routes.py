"""A thread over HTTP beyond the article's own page: later comments, other orders, one comment."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from gloss import clock
from gloss.articles import library
from gloss.articles.article import Article
from gloss.comments import thread_pages
from gloss.comments.thread_pages import Order
from gloss.language import speak
from gloss.reading.routes import let_caches_ask

OTHER_ORDERS = f"any({Order.NEWEST}, '{Order.MOST_ANSWERED}')"

blueprint = Blueprint("threads", __name__)
blueprint.after_request(let_caches_ask)


@blueprint.get("/articles/<slug>/comments/after/<id:comment_id>")
def later(slug: str, comment_id: int) -> ResponseReturnValue:
    """Show the comments on an article that follow one of them."""
    return _page(slug, comment_id, Order.OLDEST)


@blueprint.get(f"/articles/<slug>/comments/<{OTHER_ORDERS}:order>")
@blueprint.get(f"/articles/<slug>/comments/<{OTHER_ORDERS}:order>/after/<id:comment_id>")
def ordered(slug: str, order: str, comment_id: int = 0) -> ResponseReturnValue:
    """Show the comments on an article in another order than that of time."""
    return _page(slug, comment_id, Order(order))


@blueprint.get("/articles/<slug>/comments/<id:comment_id>")
def comment(slug: str, comment_id: int) -> ResponseReturnValue:
    """Lead to the page that shows one comment, for as long as it is public."""
    article = _article(slug)
    after = thread_pages.start_of_page_with(article.article_id, comment_id)
    if after is None:
        abort(404)
    anchor = f"comment-{comment_id}"
    if not after:
        return redirect(url_for("reading.article", slug=slug, _anchor=anchor), 303)
    return redirect(url_for(".later", slug=slug, comment_id=after, _anchor=anchor), 303)


def _page(slug: str, after: int, order: Order) -> ResponseReturnValue:
    article = _article(slug)
    thread = thread_pages.page(article.article_id, after, order)
    if not thread.comments:
        abort(404)
    speak(article.language)
    return render_template("reading/comments.html", article=article, thread=thread, after=after)


def _article(slug: str) -> Article:
    return library.current().article(slug, clock.now()) or abort(404)
