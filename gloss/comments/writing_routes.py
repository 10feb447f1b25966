"""Writing over HTTP: the form to answer one comment, and what a text will look like."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gloss import clock
from gloss.articles import library
from gloss.comments import budgets, challenges, form_page, published, refusals, visiting
from gloss.comments.forms import CommentForm
from gloss.comments.rendering import body_html
from gloss.visitors import limits, network

blueprint = visiting.blueprint("writing", __name__)


@blueprint.get("/articles/<slug>/comments/<id:comment_id>/reply")
def reply(slug: str, comment_id: int) -> ResponseReturnValue:
    """Show one comment, and the form to answer it."""
    now = clock.now()
    article = library.current().article(slug, now) or abort(404)
    if not library.current().takes_comments(article, now):
        abort(404, refusals.NO_MORE_REPLIES)
    parent = published.one(article.article_id, comment_id) or abort(404, refusals.NO_REPLY)
    form = CommentForm()
    form.parent.data = str(parent.id)
    return form_page.empty(article, form, parent)


@blueprint.post("/articles/<slug>/comments/preview")
def preview(slug: str) -> ResponseReturnValue:
    """Show what a comment will look like, with every field as typed; nothing is sent or spent."""
    now = clock.now()
    form = CommentForm()
    article = library.current().reached(slug, now)
    if article is None or not library.current().takes_comments(article, now):
        return form_page.unsent(form, article, slug, now)
    current = challenges.kept_or_fresh(article, now)
    if challenges.is_new(current):  # as the one that came can no longer be answered
        form.answer.data = ""
    try:
        budgets.PREVIEWS.demand(network.of_request())
    except limits.Refusal as pause:
        return form_page.answer(article, form, current, 429, refusals.of_pace(pause))
    form.shows_preview = form.text.validate(form)
    if request.accept_mimetypes.best == "application/json":
        return _for_script(form)
    return form_page.answer(article, form, current, 200 if form.shows_preview else 422)


@blueprint.get("/articles/<slug>/comments/preview")
def preview_address(slug: str) -> ResponseReturnValue:
    """Lead back to the article whoever reloads the address of a preview."""
    return redirect(url_for("comments.form_address", slug=slug))


def _for_script(form: CommentForm) -> ResponseReturnValue:
    """Tell what the comment will look like, or why it would not be taken."""
    if form.text.errors:
        return {"trouble": str(form.text.errors[0])}
    return {"html": body_html(form.text.data or "")}
