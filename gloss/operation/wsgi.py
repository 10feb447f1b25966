"""What the server loads: the application, and a thread that follows its files and its database."""

from app import create_app
from gloss.reading import following

application = create_app()
following.start(application)
