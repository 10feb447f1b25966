"""Campaigns over HTTP: one decision for all, and one undo."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from gloss import clock, database
from gloss.accounts import guard
from gloss.comments import mails
from gloss.comments.models import Comment, State
from gloss.database import db
from gloss.language import gettext as _
from gloss.moderation import bulk
from gloss.moderation.bulk import Order, Part
from gloss.moderation.routes import TOO_LATE, for_every_page
from gloss.moderation.suspicion import campaigns
from gloss.moderation.suspicion.forms import CampaignForm
from gloss.moderation.undo_period import TooLate
from gloss.web.row_ids import row_id

blueprint = Blueprint("campaigns", __name__, url_prefix="/moderation/campaigns")
blueprint.before_request(guard.require_moderator)
blueprint.context_processor(for_every_page)


@blueprint.get("/")
def page() -> ResponseReturnValue:
    """List the campaigns that wait, the largest first; say what was just decided."""
    bulk_id = request.args.get("decided", type=row_id)
    return render_template(
        "moderation/suspicion/campaigns.html",
        campaigns=campaigns.with_text(db.session()),
        made=bulk.summary(db.session(), bulk_id) if bulk_id else None,
        left=request.args.get("left", 0, row_id),
    )


@blueprint.get("/<id:campaign_id>")
def one(campaign_id: int) -> ResponseReturnValue:
    """Show all comments of a campaign that wait, and the decision for all."""
    return _campaign_page(campaign_id, CampaignForm(None))


@blueprint.post("/<id:campaign_id>/approval")
def approve(campaign_id: int) -> ResponseReturnValue:
    """Publish all comments of a campaign as they were shown."""
    return _decide(campaign_id, State.APPROVED)


@blueprint.post("/<id:campaign_id>/rejection")
def reject(campaign_id: int) -> ResponseReturnValue:
    """Refuse all comments of a campaign."""
    return _decide(campaign_id, State.REJECTED)


@blueprint.post("/<id:campaign_id>/spam")
def mark_spam(campaign_id: int) -> ResponseReturnValue:
    """Refuse all comments of a campaign as advertising."""
    return _decide(campaign_id, State.SPAM)


@blueprint.post("/decisions/<id:bulk_id>/undoing")
def undo(bulk_id: int) -> ResponseReturnValue:
    """Take back what was decided about many comments at once."""
    try:
        orders = bulk.undoing(db.session(), bulk_id, guard.signed_in().id, clock.now())
    except TooLate:
        flash(str(TOO_LATE))
        return redirect(url_for(".page"), 303)
    if not orders:
        abort(404)
    return _carried_out(orders)


def _decide(campaign_id: int, to: State) -> ResponseReturnValue:
    form = CampaignForm()
    if not form.validate():
        return _campaign_page(campaign_id, form), 422
    campaign = _("Campaign %(id)s", id=campaign_id)
    return _carried_out([Order(form.comments(guard.signed_in().id, campaign), to, {})])


def _campaign_page(campaign_id: int, form: CampaignForm) -> str:
    members = campaigns.members(db.session(), campaign_id)
    decided = campaigns.decided(db.session(), campaign_id)
    if not members and not decided:
        abort(404)
    chosen = select(Comment.id).where(Comment.id.in_([comment.id for comment in members]))
    return render_template(
        "moderation/suspicion/campaign.html",
        campaign=campaign_id,
        members=members,
        networks=len({comment.network for comment in members}),
        decided_before=decided,
        seen=" ".join(f"{comment.id}.{comment.version}" for comment in members),
        form=form,
        letters=mails.count_told(db.session(), chosen, clock.now()),
    )


def _carried_out(orders: Sequence[Order]) -> ResponseReturnValue:
    """Carry orders out in short transactions; what changed meanwhile is left alone, and said."""
    now, done = clock.now(), Part(None, 0)
    for order in orders:
        for part in list(bulk.parts(db.session(), order)):
            work = partial(bulk.decide, part=part.of(done.bulk_id), now=now)
            made = database.write(work)
            done = Part(made.bulk_id, done.decided + made.decided)
    left = sum(len(order.seen) for order in orders) - done.decided
    return redirect(url_for(".page", decided=done.bulk_id, left=left or None), 303)
