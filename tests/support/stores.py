"""Stores in memory that tests can watch, block and break."""

from __future__ import annotations

import threading

from engine.store.memory import MemoryStore
from engine.store.rows import Batch


class WatchedStore(MemoryStore):
    """Keeps what was committed, and syncs only while `may_sync` is set; `broken_sync` makes that raise."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[Batch] = []
        self.syncs = 0
        self.may_sync = threading.Event()
        self.may_sync.set()
        self.broken_sync = False
        self.fault: Exception | None = None

    @property
    def sizes(self) -> list[int]:
        """Rows of each commit."""
        return [len(batch.rows) for batch in self.batches]

    def commit(self, batch: Batch) -> None:
        if self.fault is not None:
            raise self.fault
        super().commit(batch)
        self.batches.append(batch)

    def sync(self) -> None:
        self.may_sync.wait(10)
        if self.broken_sync:
            raise OSError(5, "Input/output error")
        super().sync()
        self.syncs += 1
