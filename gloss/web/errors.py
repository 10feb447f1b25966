"""Error pages: what happened, why, and what to do, in the reader's words."""

from errno import EDQUOT, EIO, EMFILE, ENFILE, ENOMEM, ENOSPC, EROFS

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from gloss import database
from gloss.language import gettext, lazy_gettext
from gloss.web import logs

TITLES = {
    400: lazy_gettext("We could not read that request"),
    403: lazy_gettext("This was not accepted"),
    404: lazy_gettext("There is no page here"),
    405: lazy_gettext("This address takes no such request"),
    413: lazy_gettext("That is more than we can take"),
    429: lazy_gettext("A short pause, please"),
    500: lazy_gettext("Something went wrong on our side"),
    503: lazy_gettext("Please try again in a moment"),
}
CRASH = 500
PAGE = "web/error.html"
LACKS = frozenset({EMFILE, ENFILE, ENOMEM, ENOSPC, EDQUOT, EROFS, EIO})  # in the system's numbers
LACKING = lazy_gettext(
    "The server lacks something that it needs, such as room on its disk, so nothing was stored. "
    "It has been noted. Please try again in a few minutes."
)
SENTENCES = {
    400: lazy_gettext(
        "Something in it was garbled on the way. Go back, reload the page and try again."
    ),
    404: lazy_gettext("The address may have been mistyped, or the page has moved."),
    405: lazy_gettext("Go back to the page you came from and use its buttons."),
    413: lazy_gettext("The whole form may hold 4 MB. Go back, shorten the text and send it again."),
    500: lazy_gettext(
        "It is not your fault, and it has been noted. Please try again in a few minutes."
    ),
    503: lazy_gettext(
        "The database does not answer, so nothing was stored. Nothing you sent was accepted."
    ),
}


def init_app(app: Flask) -> None:
    """Answer every error with a page in the site's own dress."""
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(CSRFError, explain_stale_form)
    app.register_error_handler(OSError, explain_lack)
    app.register_error_handler(database.Unavailable, explain_unavailable)
    for fault in database.UNAVAILABLE:
        app.register_error_handler(fault, explain_unavailable)


def prepare(app: Flask) -> None:
    """Read the page of errors from disk while that can be read."""
    app.jinja_env.get_template(PAGE)


def explain(error: HTTPException) -> ResponseReturnValue:
    """Show the page for ``error``; a sentence given to ``abort`` is shown in place of ours."""
    code = error.code or 500
    is_our_own = error.description != type(error).description
    sentence = error.description if is_our_own else SENTENCES.get(code, error.description)
    body, status, headers = page(code, str(sentence or error.name))
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return body, status, headers | kept


def explain_stale_form(_error: CSRFError) -> ResponseReturnValue:
    """Say that a form has grown too old; the back button still holds what was typed."""
    return page(400, gettext("This form is too old. Go back, reload the page and send it again."))


def explain_unavailable(_fault: Exception) -> ResponseReturnValue:
    """Say that the database is away; the server goes on."""
    return page(503, str(SENTENCES[503]))


def explain_lack(fault: OSError) -> ResponseReturnValue:
    """Say that the server has run out of something; any other fault of the system is a crash."""
    if fault.errno not in LACKS:
        raise fault
    logs.tell_crash((type(fault), fault, fault.__traceback__))
    return page(503, str(LACKING))


def page(code: int, sentence: str) -> tuple[str, int, dict[str, str]]:
    """Render the error page of ``code``."""
    title = TITLES.get(code) or gettext("This did not work")
    noted_as = logs.request_id() if code == CRASH else ""
    body = render_template(PAGE, title=title, sentence=sentence, noted_as=noted_as)
    return body, code, {"Cache-Control": "no-store"}
