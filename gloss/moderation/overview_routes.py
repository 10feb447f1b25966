"""The overview over HTTP, and what can be done there with threads whose article is gone."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from gloss import clock, database, heartbeats, site
from gloss.accounts import guard
from gloss.articles import addresses, library
from gloss.articles.article import Article
from gloss.captcha import tallies
from gloss.moderation import lost_threads, overview, reported
from gloss.moderation.figures import accuracy, days, first_steps, pace
from gloss.moderation.finding.forms import REASONS
from gloss.moderation.lost_threads import DealtWith
from gloss.moderation.routes import for_every_page
from gloss.outbox import stuck
from gloss.visitors import proxies
from gloss.web import other_address

LONGEST_ADDRESS = 500  # characters

blueprint = Blueprint("overview", __name__, url_prefix="/moderation")
blueprint.before_request(guard.require_moderator)
blueprint.context_processor(for_every_page)


@blueprint.get("/overview")
def page() -> ResponseReturnValue:
    """Show what needs somebody's hand: files, threads, reviews, searches, pictures."""
    return _page()


@blueprint.post("/threads/<id:thread_id>/attachment")
def attach(thread_id: int) -> ResponseReturnValue:
    """Move the comments of an article that is gone to another one."""
    typed = request.form.get("article", "")[:LONGEST_ADDRESS]
    article = _article(typed)
    if article is None:
        return _page(refused=thread_id, typed=typed), 422
    owner = article.article_id
    return _decide(
        thread_id, lambda session, by, now: lost_threads.attach(session, thread_id, owner, by, now)
    )


@blueprint.post("/threads/<id:thread_id>/archive")
def archive(thread_id: int) -> ResponseReturnValue:
    """Put the comments of an article that is gone away."""
    return _decide(
        thread_id, lambda session, by, now: lost_threads.archive(session, thread_id, by, now)
    )


@blueprint.post("/threads/decisions/<id:decision_id>/undoing")
def undo(decision_id: int) -> ResponseReturnValue:
    """Take back what was done with a thread."""
    return _answer(lambda session, by, now: lost_threads.undo(session, decision_id, by, now))


def _decide(thread_id: int, work: Callable[[Session, int, datetime], int]) -> ResponseReturnValue:
    """Decide about a thread, unless its article is back: then nobody has to."""
    if not lost_threads.is_lost(library.current(), thread_id):
        return _page(has_changed=True), 409
    return _answer(work)


def _answer(work: Callable[[Session, int, datetime], int]) -> ResponseReturnValue:
    by, now = guard.signed_in().id, clock.now()
    try:
        made = database.write(lambda session: work(session, by, now))
    except DealtWith:
        return _page(has_changed=True), 409
    return redirect(url_for(".page", _anchor=f"decision-{made}"), 303)


def _page(*, refused: int = 0, typed: str = "", has_changed: bool = False) -> str:
    """Render the page; with ``refused``, the thread for which no article is at ``typed``."""
    shelf, now, session = library.current(), clock.now(), database.db.session()
    by_day = days.lately(session, now, site.current().zone)
    worked_at, backed_up_at = heartbeats.last(session), heartbeats.last_backup(session)
    return render_template(
        "moderation/overview.html",
        broken=overview.broken(shelf),
        lost=lost_threads.lost(shelf, now),
        dealt_with=lost_threads.decided(),
        overdue=overview.overdue(shelf, now.astimezone(site.current().zone)),
        searches=overview.searched_in_vain(),
        without_alt=overview.without_alt(shelf),
        first_tries=tallies.lately(session, now),
        least_share=tallies.LEAST_SHARE,
        stuck_mail=stuck.count(session, now),
        undeclared_proxies=proxies.undeclared(now),
        other_address=other_address.lately(site.current().address, now),
        worked_at=worked_at,
        is_work_late=heartbeats.is_late(worked_at, now),
        backed_up_at=backed_up_at,
        is_backup_old=heartbeats.is_old(backed_up_at, now),
        days=by_day,
        days_chart=days.drawn(by_day),
        days_shown=days.SHOWN,
        pace=pace.lately(session, now),
        waiting_since=pace.waiting_since(session),
        accuracies=accuracy.lately(session, now),
        looked_at=pace.LOOKED_AT,
        reason_names=REASONS,
        reported=reported.listed(),
        first_steps=first_steps.of(session, shelf, guard.signed_in(), now),
        titles=shelf.snapshot.articles,
        refused=refused,
        typed=typed,
        has_changed=has_changed,
    )


def _article(typed: str) -> Article | None:
    """Find the article that a moderator means: by its address or its slug, drafts too."""
    try:
        slug = addresses.former_path(typed.strip()).rpartition("/")[2]
    except ValueError:
        return None
    articles = library.current().snapshot.articles.values()
    return next((article for article in articles if slug and article.slug == slug), None)
