"""Opens one file of documents: its bytes, or why they cannot be had. Bounded, whatever stands there."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from engine.documents.files import Source
from engine.documents.reading.characters import MAX_BYTES, Finding
from engine.documents.reading.reader import Read, read_bytes

UNREADABLE: Final = "TOC101"


def open_source(source: Source) -> Read:
    """What the file holds; a file that cannot be opened holds nothing, and one finding."""
    if source.trouble is not None:
        return _unreadable(f"the folder cannot be read: {source.trouble}")
    path = Path(source.file)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return _unreadable("it is not a file")
        with path.open("rb") as handle:
            return read_bytes(handle.read(MAX_BYTES + 1))
    except FileNotFoundError:
        return _unreadable("it leads nowhere: a link to a file that is not there")
    except OSError as error:
        return _unreadable(f"it cannot be read: {error.strerror or type(error).__name__}")


def _unreadable(message: str) -> Read:
    return Read(None, [], [Finding(UNREADABLE, (1, 1), message, "check the link and the permissions")])
