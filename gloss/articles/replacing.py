"""Putting other bytes into a file, whole or not at all."""

import os
import shutil
from pathlib import Path
from secrets import token_hex


def replace(file: Path, source: bytes) -> None:
    """Put ``source`` into ``file``; whoever reads it meanwhile gets the old or the new version.

    :raises OSError: and leaves the file as it was.
    """
    draft = file.with_name(f".{token_hex(8)}.tmp")  # hidden, so no article
    try:
        with draft.open("xb") as stream:
            stream.write(source)
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(file, draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
