"""The store as it is at one moment, looked at while its owner goes on writing: for checkpoints."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from engine.store.connection import Explaining, connect
from engine.store.queries import recent, rows, rulebook_at, saved
from engine.store.rows import Row, Saved


class Frozen:
    """Answers as the store does, always of the moment at which it was opened."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def load(self) -> Saved:
        """What a start would find."""
        return saved(self._db)

    def rows(self, after: int) -> Iterator[Row]:
        """The rows with hits, and the derived ones, after a sequence number."""
        return rows(self._db, after)

    def recent(self, since: int, limit: int) -> Sequence[tuple[str, int, int | None]]:
        """The newest input ids since an instant."""
        return recent(self._db, since, limit)

    def rulebook_at(self, seq: int) -> str | None:
        """The hash in force after a row."""
        return rulebook_at(self._db, seq)


@contextmanager
def frozen(path: Path) -> Iterator[Frozen]:
    """Look at a store as it is now, in any thread. Raises `StoreError`."""
    with Explaining(path), closing(connect(path, read_only=True)) as db:
        db.execute("BEGIN")
        db.execute("SELECT value FROM meta LIMIT 1").fetchone()  # the moment is that of the first look
        yield Frozen(db)
