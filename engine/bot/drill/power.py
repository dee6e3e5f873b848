"""The power switch: a store that stops at the moment an alert is planned and written, but not yet sent."""

from __future__ import annotations

import errno
from pathlib import Path

from engine.store.rows import Batch
from engine.store.sqlite import SqliteStore


class SwitchedStore(SqliteStore):
    """The real store, until it is `armed`: then the first sync after an action was planned fails for good."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.armed = False
        self.is_off = False

    def commit(self, batch: Batch) -> None:
        """Written as ever; remembers that the power goes with it."""
        super().commit(batch)
        self.is_off = self.is_off or (self.armed and bool(batch.outbox))

    def sync(self) -> None:
        """Fails once the power is off: nothing of that batch is released."""
        if self.is_off:
            raise OSError(errno.EIO, "the power is off")
        super().sync()
