"""The twin of the store in memory, for tests and commands that keep nothing. Encodes as SQLite does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from engine.errors import StoreError
from engine.signal import SignalType
from engine.store.books import joined
from engine.store.rows import Batch, OutboxRow, OutboxState, Row, Saved, StateRow, TimerRow
from engine.systems.kind import Key

_OPEN = frozenset({OutboxState.PENDING, OutboxState.SENDING})


class MemoryStore:
    """Keeps batches as bytes. `failing` makes every commit raise, as a full disk does."""

    def __init__(self, salt: bytes = b"memory") -> None:
        self.salt = salt
        self.failing: str | None = None
        self.synced = 0
        self._batches: list[bytes] = []
        self._states: dict[tuple[str, Key], StateRow] = {}
        self._timers: dict[tuple[str, Key, str], TimerRow] = {}
        self._outbox: dict[str, OutboxRow] = {}
        self._marks: dict[tuple[int | None, str], int] = {}
        self._documents: dict[bytes, bytes] = {}
        self._books: dict[str, list[bytes]] = {}
        self._inventories: dict[tuple[int, str], bytes] = {}
        self._last = Saved()

    def load(self) -> Saved:
        return msgspec.structs.replace(
            self._last,
            states=list(self._states.values()),
            timers=list(self._timers.values()),
            outbox=[row for row in self._outbox.values() if row.state in _OPEN],
            marks=list(self._marks.items()),
        )

    def rows(self, after: int) -> Iterator[Row]:
        return (row for rows in self.history(after) for row in rows if not row.is_plain)

    def history(self, after: int) -> Iterator[list[Row]]:
        for batch in self._batches:
            rows = [row for row in _decoded(batch) if row.signal.seq > after]
            if rows:
                yield rows

    def recent(self, since: int, limit: int) -> list[tuple[str, int, int | None]]:
        found = [
            (row.signal.id, row.signal.seen, row.signal.guild)
            for rows in self.history(0)
            for row in rows
            if row.signal.seen >= since and row.signal.origin == "input"
        ]
        return found[-limit:]

    def rulebook(self, hash_: str) -> bytes | None:
        listed = self.digests(hash_)
        return None if listed is None else joined([self._documents[each] for each in listed])

    def has_rulebook(self, hash_: str) -> bool:
        return hash_ in self._books

    def digests(self, hash_: str) -> list[bytes] | None:
        return self._books.get(hash_)

    def rulebook_at(self, seq: int) -> str | None:
        hashes = [
            row.signal.data["hash"]
            for rows in self.history(0)
            for row in rows
            if row.signal.type == SignalType.RULEBOOK_LOADED and row.signal.seq <= seq
        ]
        return hashes[-1] if hashes else None

    def inventory(self, guild: int, part: str) -> bytes | None:
        return self._inventories.get((guild, part))

    def commit(self, batch: Batch) -> None:
        if self.failing is not None:
            raise StoreError(self.failing)
        if batch.rows:
            self._batches.append(msgspec.msgpack.encode(batch.rows))
        self._outbox.update({row.id: _copy(row) for row in batch.outbox})
        for move in batch.moves:
            self._outbox[move.id].state, self._outbox[move.id].attempts = move.state, move.attempts
        for name in batch.cancelled:
            self._timers.pop(name, None)
        self._timers.update({(row.document, row.key, row.name): _copy(row) for row in batch.timers})
        for state in batch.states:
            if state.body is None:
                self._states.pop((state.document, state.key), None)
            else:
                self._states[state.document, state.key] = state
        self._marks.update(batch.marks)
        self._inventories.update(batch.inventories)
        for hash_, kept in batch.rulebooks.items():
            self._documents |= {**kept.documents, **self._documents}
            self._books.setdefault(hash_, list(kept.digests))
        self._last = Saved(last_seq=batch.last_seq, last_seen=batch.last_seen, floor=batch.floor)

    def sync(self) -> None:
        self.synced = len(self._batches)

    def wants_checkpoint(self) -> bool:
        return False

    def checkpoint(self, final: bool) -> None:
        del final

    def close(self) -> None:
        """Nothing to release: what was kept stays, as files do."""


def _copy(row: Any) -> Any:
    return msgspec.structs.replace(row)


def _decoded(batch: bytes) -> list[Row]:
    return msgspec.msgpack.decode(batch, type=list[Row])
