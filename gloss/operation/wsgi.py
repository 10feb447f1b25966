"""What the server loads: the application, and threads that follow its files and its parent."""

import multiprocessing
import os
import signal
import time
from threading import Thread

from app import create_app
from gloss import database, settings
from gloss.captcha import background as counting
from gloss.operation.keeping import STOP_SECONDS
from gloss.reading import following
from gloss.web import errors, logs


def _end_with_server() -> None:
    """Stop when the server process ends, also when it was killed and could not tell us.

    Granian shares its port with any later start, so a process that is left behind would go on
    answering every other request.
    """
    server = multiprocessing.parent_process()
    if server:
        server.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)  # for requests under way; while it started, the signal may be lost
        os.kill(os.getpid(), signal.SIGKILL)


application = create_app()
logs.configure(settings.of(application).log_level)
errors.prepare(application)
database.let_nobody_wait(application)
following.start(application)
counting.start(application)
if settings.of(application).metrics_port:
    from gloss.operation import metrics

    metrics.start(application)
Thread(target=_end_with_server, daemon=True).start()
