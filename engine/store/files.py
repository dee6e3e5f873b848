"""The store's files: one owner at a time, and a look at the file before SQLite is trusted with it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Final

from engine.errors import StoreDamaged, StoreError, StoreInUse

_MAGIC: Final = b"SQLite format 3\0"
_HEADER_BYTES: Final = 100


class Lock:
    """Held while a process owns the store; the kernel lets go of it however the process dies."""

    def __init__(self, store: Path) -> None:
        path = store.with_name(store.name + ".lock")
        try:
            store.parent.mkdir(parents=True, exist_ok=True)
            path = Path(os.path.realpath(store) + ".lock")  # of the file itself, whatever links lead to it
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(
                f"{path}: cannot be opened ({error.strerror}); check the folder's owner"
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise StoreInUse(f"{store}: another Tocsin is running on it; stop that one first") from error

    def release(self) -> None:
        """Let another process have it."""
        os.close(self._file)


def make_private(path: Path) -> None:
    """Make the store's file if there is none, for its user alone: what people wrote stands in it.

    SQLite gives its other files the same mode.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StoreError(f"{path}: cannot be opened ({error.strerror}); check the file's owner") from error


def refuse_damaged(path: Path) -> None:
    """Raise `StoreDamaged` unless the file is absent, empty, or as long as its header says.

    A kill in the middle of a checkpoint leaves it shorter; the write-ahead log then has the rest.
    Never beside a connection of the same process: closing the file lets go of SQLite's locks on it, and the
    next program to look would take the log of a running bot for one that was left behind, and remove it.
    """
    try:
        if path.exists() and not path.is_file():
            raise StoreError(f"{path}: is not a file; move it away or name another folder with --data")
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
            size = os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"{path}: cannot be read ({error.strerror}); check the file's owner") from error
    if not header:
        return
    if not header.startswith(_MAGIC):
        raise StoreDamaged(
            f"{path}: is not a store of Tocsin; move it away or name another folder with --data"
        )
    if _has_bytes(wal_of(path)):
        return
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    if size < (65536 if page == 1 else page) * pages:
        raise StoreDamaged(f"{path}: its end is missing; restore a backup, the file is {size} bytes long")


def place_of(path: Path) -> tuple[int, int] | None:
    """Device and inode of the file that a path leads to; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def wal_of(path: Path) -> Path:
    """Where SQLite keeps the write-ahead log of a store: beside the file itself, wherever links stand."""
    return Path(os.path.realpath(path) + "-wal")


def shared_of(path: Path) -> Path:
    """Where SQLite keeps what the processes that use a store share: an index of its log."""
    return Path(os.path.realpath(path) + "-shm")


def _has_bytes(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
