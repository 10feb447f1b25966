"""What the operator reads: one JSON object a line, or a line of text at a terminal.

No line holds an address, a name, a text or a secret: a request is told by its rule
(``/receipts/<secret>``), its status, its time and its id, which the page of an error shows too.
"""

import json
import logging
import secrets
import sys
import time
from datetime import UTC, datetime
from traceback import extract_tb
from types import TracebackType
from typing import TextIO

from flask import Flask, Response, g, has_request_context, request
from sqlalchemy.exc import DBAPIError

ID_BYTES = 6  # enough to find one line among a year's
TEXT = "%(asctime)s %(levelname)s %(message)s"
log = logging.getLogger(__name__)
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def init_app(app: Flask) -> None:
    """Let each request be told in a line, at the level INFO, and each crash at ERROR."""
    app.before_request(_begin)
    app.after_request(_tell)
    app.log_exception = tell_crash  # type: ignore[method-assign] # Flask's own names the path


def configure(level: str, stream: TextIO = sys.stderr) -> None:
    """Write the lines of this process to ``stream``.

    :param level: ``debug``, ``info``, ``warning`` or ``error``.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter(TEXT) if stream.isatty() else JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def tell_crash(exc_info: ExcInfo) -> None:
    """Write down what went wrong in the present request."""
    log.error("%s %s crashed", request.method, _rule(), exc_info=exc_info)


def request_id() -> str:
    """Return the id under which the present request stands in the log; empty without one."""
    if not has_request_context():
        return ""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(ID_BYTES)
    return str(g.request_id)


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Name the moment, the level, who tells, what, the request, and the fault with its way."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
            "request": request_id(),
        } | vars(record).get("facts", {})
        if record.exc_info and record.exc_info[0]:
            line |= _fault(record.exc_info)
        return json.dumps({key: value for key, value in line.items() if value not in ("", None)})


def _begin() -> None:
    if log.isEnabledFor(logging.INFO):
        g.began_at = time.perf_counter()


def _tell(response: Response) -> Response:
    if log.isEnabledFor(logging.INFO):
        took = time.perf_counter() - g.get("began_at", time.perf_counter())
        facts = {"status": response.status_code, "milliseconds": round(1000 * took, 1)}
        log.info("%s %s", request.method, _rule(), extra={"facts": facts})
    return response


def _rule() -> str:
    """Name what was asked for without what was filled in: that may be a secret or a name."""
    return request.url_rule.rule if request.url_rule else "(no such address)"


def _fault(exc_info: ExcInfo) -> dict[str, object]:
    kind, fault, where = exc_info
    # What a database complains of may quote what a visitor typed.
    said = "" if isinstance(fault, DBAPIError) else str(fault)
    way = [f"{step.filename}:{step.lineno} {step.name}" for step in extract_tb(where)]
    return {"fault": kind.__name__ if kind else "", "said": said, "way": way}
