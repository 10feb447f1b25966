"""The server process: Granian, and one ``flask work`` beside it."""

import multiprocessing
import socket

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server, mp

from gloss.operation import lanes
from gloss.operation.keeping import STOP_SECONDS, background_work
from gloss.settings import ROOT, Settings

LOGGERS = {  # Granian's own lines go where ours go
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"handlers": [], "propagate": True}},
}
CALL_WRAPPER = "_wsgi_call_wrap"  # Granian's, and not promised to stay: decision 9


class PortTaken(Exception):
    """Nothing can listen at the address; the message says why."""


def require_port(settings: Settings) -> None:
    """Make sure that nobody listens yet where we are going to.

    Granian would share the port, and each of two servers would answer some of the requests.

    :raises PortTaken: another program listens there, or we may not.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError as refusal:
        raise PortTaken(refusal.strerror) from None


def serve(settings: Settings) -> None:
    """Serve until told to stop (SIGTERM or SIGINT); requests under way are finished first."""
    multiprocessing.set_start_method("spawn", force=True)  # threads do not survive a fork
    server = Server(
        "gloss.operation.wsgi:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        blocking_threads=lanes.THREADS,
        blocking_threads_idle_timeout=lanes.IDLE_SECONDS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
        log_level=LogLevels.error,  # it warns of our many threads, which wait for clients
        log_dictconfig=LOGGERS,
        working_dir=ROOT,
    )
    with background_work():
        server.serve(spawn_target=_serve_in_lanes)


def _serve_in_lanes(*arguments: object) -> None:
    """Run Granian's worker, with our lanes in place of its own way to call an application."""
    setattr(mp, CALL_WRAPPER, lambda app, *_options: lanes.Lanes(app))
    Server._spawn_wsgi_worker(*arguments)
