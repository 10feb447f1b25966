"""For how long a decision is taken back by one press; afterwards it is decided anew."""

from datetime import datetime, timedelta

PERIOD = timedelta(days=30)


class TooLate(Exception):
    """The decision is older than ``PERIOD``: nothing was changed."""

    def __init__(self, comment_id: int | None = None) -> None:
        super().__init__(comment_id)
        self.comment_id = comment_id


def is_open(decided_at: datetime, now: datetime) -> bool:
    """Tell whether what was decided then is still taken back by one press."""
    return now - decided_at <= PERIOD
