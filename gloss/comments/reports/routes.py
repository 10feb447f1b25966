"""Reporting a comment over HTTP, on a page of its own: the article stays the same for everybody."""

from contextlib import suppress

from flask import abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from gloss import clock, database
from gloss.articles import library
from gloss.articles.article import Article
from gloss.comments import budgets, published, visiting
from gloss.comments.reports import refusals, reporting
from gloss.comments.reports.forms import ReportForm
from gloss.comments.reports.models import Complaint
from gloss.comments.reports.reporting import Sent
from gloss.spam.signals import HIDDEN_FIELD
from gloss.visitors import limits, network

ADDRESS = "/articles/<slug>/comments/<id:comment_id>/report"
blueprint = visiting.blueprint("reports", __name__)


@blueprint.get(ADDRESS, endpoint="report")
def report_page(slug: str, comment_id: int) -> ResponseReturnValue:
    """Show one comment, and ask what is wrong with it."""
    article = library.current().article(slug, clock.now()) or abort(404)
    try:
        is_public = published.one(article.article_id, comment_id) is not None
    except database.UNAVAILABLE:
        return _page(article, comment_id, ReportForm(), refusals.NOT_NOW), 503
    if not is_public:
        abort(404, refusals.NOTHING_THERE)
    return _page(article, comment_id, ReportForm())


@blueprint.post(ADDRESS)
def send(slug: str, comment_id: int) -> ResponseReturnValue:
    """Take a report, or hand the form back with every field as typed and the reason."""
    form, now = ReportForm(), clock.now()
    article = library.current().reached(slug, now)
    if article is None:
        return _to_copy(form, None, refusals.NO_ARTICLE), 404
    complaint = form.chosen() if form.validate() else None
    if complaint is None:
        return _page(article, comment_id, form), 422
    try:
        doubts = _count(comment_id, form)
        words, reporter = form.words.data or "", network.once_for(f"report {comment_id}")
        sent = Sent(article.article_id, comment_id, complaint, words, reporter, doubts)
        database.write(lambda session: reporting.report(session, sent, now), is_public=False)
    except limits.Refusal as pause:
        page = _page(article, comment_id, form, refusals.of_pace(pause))
        return page, 429, {"Retry-After": str(pause.wait_seconds)}
    except reporting.NotPublic:
        return _to_copy(form, article, refusals.GONE), 404
    except database.Unavailable:
        return _page(article, comment_id, form, refusals.NOT_STORED), 503
    return redirect(url_for(".thanks", slug=article.slug, comment_id=comment_id), 303)


@blueprint.get(f"{ADDRESS}/thanks")
def thanks(slug: str, comment_id: int) -> ResponseReturnValue:
    """Thank the reader, and say what comes next; the same for all, whatever was reported before."""
    article = library.current().article(slug, clock.now()) or abort(404)
    return render_template("comments/reported.html", article=article, comment_id=comment_id)


@blueprint.errorhandler(403)
def from_elsewhere(refusal: Forbidden) -> ResponseReturnValue:
    """Hand the words back that came from another website's page, or so the browser says."""
    return make_response(_to_copy(ReportForm(), None, refusal.description or ""), 403)


def _count(comment_id: int, form: ReportForm) -> tuple[str, ...]:
    """Count the report, and say what is odd about how it came.

    :raises limits.Refusal: too many came from there.
    """
    here, around = network.of_request(), network.wide_of_request()
    budgets.REPORTS.demand(here)  # first: so a flood of made-up comments fills no memory
    budgets.REPORTS_OF_ONE.demand(f"{here} {comment_id}")
    hidden = (HIDDEN_FIELD,) if form.website.data else ()
    return (*hidden, *budgets.doubts_of_report(around))


def _page(article: Article, comment_id: int, form: ReportForm, notice: object = "") -> str:
    comment = None
    with suppress(*database.UNAVAILABLE):  # then it is reported unseen
        comment = published.one(article.article_id, comment_id)
    return render_template(
        "comments/report.html",
        article=article,
        comment=comment,
        comment_id=comment_id,
        form=form,
        notice=notice,
        complaints=Complaint,
    )


def _to_copy(form: ReportForm, article: Article | None, reason: object) -> str:
    return render_template(
        "comments/unreported.html", article=article, words=form.words.data or "", reason=reason
    )
