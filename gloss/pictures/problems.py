"""Why a picture cannot be shown, said so that a publisher can mend it."""


class Unusable(Exception):
    """A file that is no picture which can be shown."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend
