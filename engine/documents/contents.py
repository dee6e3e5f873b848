"""Reads one file of documents: its bytes, or why they cannot be had. Bounded, whatever stands there."""

from __future__ import annotations

import os
import stat
from typing import Final

from engine.documents.reading.characters import MAX_BYTES, Finding
from engine.documents.reading.reader import Read, read_bytes

UNREADABLE: Final = "TOC101"

_FIRST: Final = 16 * 1024
"""Most files are shorter: a call asks for no more memory than they need."""
_FLAGS: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
"""Opening a pipe that nobody writes to would else never return."""


def contents_of(file: str) -> bytes | str:
    """The bytes of a file, one more than may be read when it is too large; or why there are none."""
    try:
        handle = os.open(file, _FLAGS)
    except FileNotFoundError:
        return "it leads nowhere: a link to a file that is not there"
    except OSError as error:
        return _why(error)
    try:
        body = os.read(handle, _FIRST)
        if len(body) == _FIRST or not body:
            return _rest(handle, body)
    except OSError as error:
        return _why(error)
    finally:
        os.close(handle)
    return body


def read(body: bytes | str) -> Read:
    """What a file of these contents holds; one that cannot be opened holds nothing, and one finding."""
    if isinstance(body, bytes):
        return read_bytes(body)
    return Read(None, [], [Finding(UNREADABLE, (1, 1), body, "check the link and the permissions")])


def _rest(handle: int, body: bytes) -> bytes | str:
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        return "it is not a file"
    parts, room = [body], MAX_BYTES + 1 - len(body)
    while room and (part := os.read(handle, room)):
        parts.append(part)
        room -= len(part)
    return b"".join(parts)


def _why(error: OSError) -> str:
    return f"it cannot be read: {error.strerror or type(error).__name__}"
