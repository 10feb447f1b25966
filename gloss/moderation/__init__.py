"""Moderators' pages: the queue, decisions and their undoing, and the log."""

from flask import Flask

from gloss.moderation import (
    change_routes,
    claim_routes,
    digest_routes,
    invitation_routes,
    letter_routes,
    log_routes,
    models,
    overview_routes,
    people_data_routes,
    routes,
)
from gloss.moderation.bulk_orders import routes as order_routes
from gloss.moderation.finding import routes as view_routes
from gloss.moderation.suspicion import campaign_routes, rule_routes, score_routes, wording

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Let moderators in."""
    for part in (routes, change_routes, claim_routes, digest_routes, letter_routes):
        app.register_blueprint(part.blueprint)
    for shown in (log_routes, overview_routes):
        app.register_blueprint(shown.blueprint)
    for more in (score_routes, rule_routes, campaign_routes, view_routes, order_routes):
        app.register_blueprint(more.blueprint)
    app.register_blueprint(people_data_routes.blueprint)
    app.register_blueprint(invitation_routes.blueprint)
    app.jinja_env.filters["why_said"] = wording.said
