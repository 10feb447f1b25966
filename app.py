"""The application: settings, database, then the domains in the order of their imports."""

from flask import Flask

from gloss import (
    accounts,
    articles,
    captcha,
    command_line,
    comments,
    database,
    language,
    moderation,
    operation,
    outbox,
    reading,
    transfer,
    visitors,
    web,
)
from gloss.settings import Settings
from gloss.site import Site
from gloss.web.application import Application


def create_app(settings: Settings | None = None) -> Flask:
    """Build the site; ``flask run`` and the server both find it here.

    :param settings: of a test or a demonstration; without them, the environment's.
    :raises SettingsError: when a setting or ``site.toml`` cannot be used.
    """
    settings = settings or Settings.from_environment()
    app = Application(__name__)
    settings.init_app(app)
    Site.read(settings.site_file).init_app(app)
    command_line.init_app(app)
    for part in (database, language, web, visitors, articles, captcha, outbox, accounts, comments):
        part.init_app(app)
    for page in (reading, moderation, transfer, operation):
        page.init_app(app)
    return app
