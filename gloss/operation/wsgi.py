"""What the server loads into the process that answers requests."""

import multiprocessing
import os
import signal
from threading import Thread

from app import create_app


def _end_with_server() -> None:
    """Stop when the server process ends, also when it was killed and could not tell us.

    Granian lets every process listen at a port that is taken by its like, so one that is left
    behind would answer every other request from then on.
    """
    server = multiprocessing.parent_process()
    if server:
        server.join()
        os.kill(os.getpid(), signal.SIGTERM)


application = create_app()
Thread(target=_end_with_server, daemon=True).start()
