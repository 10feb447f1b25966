"""What the server loads: the application, and threads that follow its files and its parent."""

import multiprocessing
import os
import signal
from threading import Thread

from app import create_app
from gloss.reading import following


def _end_with_server() -> None:
    """Stop when the server process ends, also when it was killed and could not tell us.

    Granian shares its port with any later start, so a process that is left behind would go on
    answering every other request.
    """
    server = multiprocessing.parent_process()
    if server:
        server.join()
        os.kill(os.getpid(), signal.SIGTERM)


application = create_app()
following.start(application)
Thread(target=_end_with_server, daemon=True).start()
