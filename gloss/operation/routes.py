"""The server's health over HTTP: for monitors, load balancers and supervisors."""

from flask import Blueprint, Flask, Response, current_app, jsonify

from gloss import clock, database, settings
from gloss.operation import health

blueprint = Blueprint("operation", __name__)
BEGAN_AT = "gloss.began_at"


def init_app(app: Flask) -> None:
    """Tell how the server is, which begins now."""
    app.extensions[BEGAN_AT] = clock.now()
    app.register_blueprint(blueprint)


@blueprint.after_request
def _keep_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/health")
def whole() -> tuple[Response, int]:
    """Tell how everything is; 503 when somebody should look."""
    began_at = current_app.extensions[BEGAN_AT]
    session = database.db.session()
    checks = health.checks(session, settings.current(), began_at, clock.now())
    is_well = all(check.is_well for check in checks)
    shown = {check.name: check.mend or "well" for check in checks}
    return jsonify(alive=True, ready=_is_ready(), well=is_well, checks=shown), _status(is_well)


@blueprint.get("/health/alive")
def alive() -> tuple[Response, int]:
    """Tell a supervisor that this process answers; whatever else is wrong, a restart is no mend."""
    return jsonify(alive=True), 200


@blueprint.get("/health/ready")
def ready() -> tuple[Response, int]:
    """Tell a load balancer whether articles can be served from here, which needs no database.

    A node whose folder of articles is not mounted would say of each article that it is gone.
    """
    is_ready = _is_ready()
    return jsonify(ready=is_ready), _status(is_ready)


def _is_ready() -> bool:
    return settings.current().content_dir.is_dir()


def _status(is_well: bool) -> int:
    return 200 if is_well else 503
