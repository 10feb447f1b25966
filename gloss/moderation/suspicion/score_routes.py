"""What the score knows, and from which score on comments go to spam by themselves."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gloss import clock, database
from gloss.accounts import guard
from gloss.database import db
from gloss.moderation.figures import chart
from gloss.moderation.figures.chart import Chart
from gloss.moderation.routes import for_every_page
from gloss.moderation.suspicion import freely, thresholds, why
from gloss.moderation.suspicion.forms import NEVER, ThresholdForm
from gloss.moderation.suspicion.thresholds import Outcome
from gloss.web.row_ids import row_id

blueprint = Blueprint("score", __name__, url_prefix="/moderation/spam")
blueprint.before_request(guard.require_moderator)
blueprint.context_processor(for_every_page)


@blueprint.get("/")
def page() -> ResponseReturnValue:
    """Show what the score knows, and what each threshold would have done."""
    return _page()


@blueprint.post("/threshold")
def choose() -> ResponseReturnValue:
    """Put a threshold in force, or none."""
    form, by = ThresholdForm(), guard.signed_in().id
    if not form.validate():
        return _page(is_refused=True), 422
    try:
        score = form.score()
        database.write(
            lambda session: thresholds.choose(session, score, by, clock.now()), is_public=False
        )
    except ValueError:
        return _page(is_refused=True), 422
    return redirect(url_for(".page"), 303)


@blueprint.get("/freely")
def freely_published() -> ResponseReturnValue:
    """List what Gloss published by itself, for a look afterwards."""
    made = freely.published(db.session(), request.args.get("before", None, row_id))
    return render_template(
        "moderation/suspicion/freely.html", made=made, page_size=freely.PAGE_SIZE
    )


def _page(*, is_refused: bool = False) -> str:
    session = db.session()
    outcomes = thresholds.outcomes(session)
    return render_template(
        "moderation/suspicion/score.html",
        knowledge=why.knowledge(),
        outcomes=outcomes,
        judged=outcomes[0].judged,
        chart=_drawn(outcomes),
        current=thresholds.current(session),
        choices=thresholds.choices(session),
        sent_away=thresholds.sent_away(session),
        never=NEVER,
        is_refused=is_refused,
    )


def _drawn(outcomes: Sequence[Outcome]) -> Chart:
    lines = {
        "held": [o.wrongly_held for o in outcomes],
        "through": [o.let_through for o in outcomes],
    }
    return chart.drawn([str(round(100 * outcome.score)) for outcome in outcomes], lines)
