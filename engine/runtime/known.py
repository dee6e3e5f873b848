"""Which signals were seen already: a bounded set, and before that a contiguous mark per guild and source.

Ids whose source numbers them upwards (`audit:<id>`, `message:<id>`) are known by the mark once
they have left the set. In a gap nothing leaves it, so that back-fill is taken, and counted once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

KEEP_MS: Final = 15 * 60 * 1000
KEEP_IDS: Final = 200_000
KEEP_IDS_IN_GAP: Final = 2 * KEEP_IDS
_FORGET_AT_ONCE: Final = 64
"""After a gap there is much to forget: a little with each signal, never all in one."""
_LARGEST: Final = 2**63 - 1

Mark = tuple[int | None, str]


class Known:
    """The door's memory. The marks, and the ids of the last quarter of an hour, are what a restart needs."""

    def __init__(self) -> None:
        self.marks: dict[Mark, int] = {}
        self._moved: set[Mark] = set()
        self._ids: set[str] = set()
        self._order: deque[tuple[str, int, int | None]] = deque()

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, id_: str, seen: int, guild: int | None, *, gap: bool = False) -> bool:
        """Remember an id, seen at `seen` (milliseconds); False when it is known. `gap`: there is one now."""
        if id_ in self._ids or (self.marks and self._behind_mark(id_, guild)):
            return False
        self._ids.add(id_)
        self._order.append((id_, seen, guild))
        if self._order[0][1] <= seen - KEEP_MS or len(self._order) > KEEP_IDS:
            self._forget(seen, gap)
        return True

    def moved(self) -> list[tuple[Mark, int]]:
        """The marks that moved since the last call, for the store."""
        moved, self._moved = self._moved, set()
        return [(mark, self.marks[mark]) for mark in sorted(moved, key=repr)]

    def restore(self, marks: Iterable[tuple[Mark, int]], ids: Iterable[tuple[str, int, int | None]]) -> None:
        """Take up what the store holds: the marks, and the newest ids with `seen` and guild, oldest first."""
        self.marks.update(marks)
        for entry in ids:
            self._ids.add(entry[0])
            self._order.append(entry)

    def _behind_mark(self, id_: str, guild: int | None) -> bool:
        source, number = _numbered(id_)
        return 0 < number <= self.marks.get((guild, source), 0)

    def _forget(self, seen: int, gap: bool) -> None:
        order = self._order
        for _ in range(_FORGET_AT_ONCE):
            if not order or not self._is_old(seen, gap):
                return
            id_, _, guild = order.popleft()
            self._ids.discard(id_)
            source, number = _numbered(id_)
            if not gap and number > self.marks.get((guild, source), 0):
                self.marks[guild, source] = number
                self._moved.add((guild, source))

    def _is_old(self, seen: int, gap: bool) -> bool:
        if gap:
            return len(self._order) > KEEP_IDS_IN_GAP
        return len(self._order) > KEEP_IDS or self._order[0][1] <= seen - KEEP_MS


def _numbered(id_: str) -> tuple[str, int]:
    """Source and number of an id that its source numbers upwards; number 0 for any other."""
    source, _, rest = id_.partition(":")
    if len(rest) > len(str(_LARGEST)) or not (rest.isascii() and rest.isdecimal()):
        return source, 0
    number = int(rest)
    return source, number if number <= _LARGEST else 0
