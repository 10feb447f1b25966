"""What every response shares: headers, error pages, static files, dates, and forgery checks."""

from flask import Flask

from gloss.web import accent, addresses, assets, dates, errors, forgery, headers, logs, row_ids

MOST_BYTES = 4 * 1024 * 1024  # room for a far too long text, so that it can be handed back


def init_app(app: Flask) -> None:
    """Set what holds for every request and response of ``app``."""
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=MOST_BYTES)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    for part in (accent, addresses, assets, dates, errors, forgery, headers, logs, row_ids):
        part.init_app(app)
