"""A copy of a store as it is at one moment, made beside whoever writes it. Knows no archive."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from engine.errors import StoreDamaged, StoreError
from engine.store.connection import Explaining, connect


def snapshot(store: Path, copy: Path) -> None:
    """Copy the store into a new file, for its user alone, and on disk when this returns.

    Either all of it is at `copy` or nothing: it is made beside it and put there at the end. The copy has
    no log and no unused pages. Raises `StoreError`.
    """
    with Explaining(store), closing(connect(store, read_only=True)) as db:
        snapshot_of(db, copy)


def snapshot_of(db: sqlite3.Connection, copy: Path) -> None:
    """`snapshot` of what a connection is open on, which must be in no transaction."""
    made = copy.with_name(f"{copy.name}.part")
    try:
        made.unlink(missing_ok=True)
        os.close(os.open(made, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        db.execute("VACUUM INTO ?", (str(made),))
        _refuse_bad(made)
        sync_file(made)
        made.replace(copy)
        sync_file(copy.parent)
    except OSError as error:
        raise StoreError(f"{copy}: cannot be written ({error.strerror}); is there room?") from error
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Have a file, or what a folder lists, on disk."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _refuse_bad(path: Path) -> None:
    """A backup that cannot be restored is worse than none."""
    with closing(sqlite3.connect(path)) as db:
        said = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise StoreDamaged(f"{path}: the copy is damaged ({said}), so the store may be; look at its disk")
