"""What is wrong with a file, said so that its author can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend in one file."""

    path: str  # as people know it: content/tides.md
    line: int  # counted from 1
    message: str  # what is wrong
    mend: str  # what to write instead
    is_error: bool  # this version of the file is not shown; otherwise only a warning

    def __str__(self) -> str:
        kind = "error" if self.is_error else "warning"
        return printable(f"{self.path}:{self.line}: {kind}: {self.message} -> {self.mend}")


class Unreadable(Exception):
    """A file that cannot be shown, and why."""

    def __init__(self, line: int, message: str, mend: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.mend = mend

    def problem(self, path: str) -> Problem:
        """Return this as a problem of the file ``path``."""
        return Problem(path, self.line, self.message, self.mend, is_error=True)


def printable(text: str) -> str:
    """Write ``text`` on one line that is safe for a terminal and a log."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
