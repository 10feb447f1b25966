"""What the database remembers of the site's own doings."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from gloss.database import Model, UtcDateTime


class Heartbeat(Model):
    """When a kind of background work was last done to its end."""

    __tablename__ = "heartbeat"

    work: Mapped[str] = mapped_column(String(40), primary_key=True)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
