"""How long ago somebody last did a thing that many do: so that rules count only what comes fast.

Kept in memory for a minute or two; a restart forgets it.
"""

from __future__ import annotations

from typing import Final

MEMORY_MS: Final = 60_000
"""What is older than this may be forgotten, and is after twice that."""
MOST: Final = 20_000
"""People that are remembered; of more than these the oldest are forgotten sooner."""
QUICK_MS: Final = 3_000
"""What comes sooner after the last one is told."""


class Paces:
    """One a client and kind of act. Two generations, by guild and person."""

    __slots__ = ("_began", "_last", "_older")

    def __init__(self) -> None:
        self._last: dict[tuple[int, int], int] = {}
        self._older: dict[tuple[int, int], int] = {}
        self._began = 0

    def note(self, guild: int, person: int, time: int) -> float | None:
        """Remember an act, and give the seconds since the one before; None where that was not just before."""
        if time - self._began > MEMORY_MS or len(self._last) >= MOST:
            self._older, self._last, self._began = self._last, {}, time
        key = (guild, person)
        before = self._last.get(key) or self._older.get(key)
        self._last[key] = time
        if before is None or not 0 <= time - before <= QUICK_MS:
            return None
        return (time - before) / 1000
