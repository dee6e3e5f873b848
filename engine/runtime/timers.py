"""Timers: rows that wake a document and key later, kept in one heap.

On the clock `seen` a timer wakes at its due time. On the clock `watermark` it wakes once the
document's watermark has passed it, `due + lateness + 1`, and is held while the guild has a gap.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import Final

from engine.store.codec import key_text
from engine.store.rows import TimerRow
from engine.systems.kind import Key

Name = tuple[str, Key, str]
_Entry = tuple[int, str, int, TimerRow]
_FEW: Final = 64


class Timers:
    """All timers that are set, by name and by the instant they wake. Deterministic in every operation."""

    def __init__(self) -> None:
        self._rows: dict[Name, TimerRow] = {}
        self._heap: list[_Entry] = []
        self._held: dict[int | None, list[TimerRow]] = {}
        self._generation = 0
        self._changed: dict[Name, None] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[TimerRow]:
        return iter(self._rows.values())

    def set(self, row: TimerRow) -> None:
        """Set or move a timer; gives it its generation."""
        self._generation += 1
        row.generation = self._generation
        self._changed[row.document, row.key, row.name] = None
        self.restore(row)

    def restore(self, row: TimerRow) -> None:
        """Put back a timer that was set before, as stored."""
        self._generation = max(self._generation, row.generation)
        self._rows[row.document, row.key, row.name] = row
        self._push(row)

    def cancel(self, document: str, key: Key, name: str) -> bool:
        """Forget a timer; False when there was none."""
        if self._rows.pop((document, key, name), None) is None:
            return False
        self._changed[document, key, name] = None
        return True

    def take_changes(self) -> tuple[list[TimerRow], list[Name]]:
        """The timers set and those gone since the last call, for the store."""
        changed, self._changed = self._changed, {}
        found = [self._rows.get(name) for name in changed]
        gone = [name for name, row in zip(changed, found, strict=True) if row is None]
        return [row for row in found if row is not None], gone

    def next_wake(self) -> int | None:
        """The instant at which the next timer wakes, or None. Held ones do not count."""
        while self._heap:
            wake, _, generation, row = self._heap[0]
            if self._current(row, generation):
                return wake
            heapq.heappop(self._heap)
        return None

    def pop(self, until: int) -> TimerRow | None:
        """Take the first timer that wakes at or before `until`, by (wake, document, key, name)."""
        wake = self.next_wake()
        if wake is None or wake > until:
            return None
        row = heapq.heappop(self._heap)[3]
        name = (row.document, row.key, row.name)
        del self._rows[name]
        self._changed[name] = None
        return row

    def hold(self, row: TimerRow) -> None:
        """Keep a timer of the watermark aside until its guild's gap is over."""
        self._rows[row.document, row.key, row.name] = row
        self._held.setdefault(row.key[0], []).append(row)

    def release(self, guild: int | None) -> None:
        """Let the timers held for a guild (None: for all) wake again."""
        guilds = list(self._held) if guild is None else [guild]
        for each in guilds:
            for row in self._held.pop(each, ()):
                if self._current(row, row.generation):
                    self._push(row)

    def _current(self, row: TimerRow, generation: int) -> bool:
        now = self._rows.get((row.document, row.key, row.name))
        return now is not None and now.generation == generation

    def _push(self, row: TimerRow) -> None:
        order = f"{row.document}\0{key_text(row.key)}\0{row.name}"
        heapq.heappush(self._heap, (row.wake, order, row.generation, row))
        if len(self._heap) > 2 * len(self._rows) + _FEW:
            self._sweep_out()

    def _sweep_out(self) -> None:
        """Drop what was moved or cancelled: a timer that every message moves leaves one entry for each."""
        self._heap = [entry for entry in self._heap if self._current(entry[3], entry[2])]
        heapq.heapify(self._heap)
