"""Bookmarks: how far each guild was read without a hole, and since when something may be missing.

They are kept in the store, in one commit with the signals that came before them. Knows no Discord.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from engine.runtime.known import Mark

_OWN: Final = "/"
"""Begins their sources in the store, apart from the marks of `known.py`."""
AUDIT: Final = "/audit"
"""The entry of the audit log up to which it was read."""
_OWED: Final = "/owed"
_CHANNEL: Final = "/channel/"


class Bookmarks:
    """`owed`: since when (milliseconds) signals of a guild may be missing; under None those of all guilds.

    While there is one, the door forgets no id: what is read again is known, and what comes late is new.
    """

    def __init__(self) -> None:
        self.owed: dict[int | None, int] = {}
        self._places: dict[Mark, int] = {}
        self._moved: dict[Mark, int] = {}

    def owe(self, guild: int | None, since: int) -> None:
        """Signals may be missing from an instant on; an earlier one stays."""
        if since < self.owed.get(guild, since + 1):
            self.owed[guild] = since
            self._moved[guild, _OWED] = since

    def settle(self, guild: int | None) -> None:
        """Nothing is missing any more, or it cannot be had."""
        if self.owed.pop(guild, None) is not None:
            self._moved[guild, _OWED] = 0

    def read_to(self, guild: int) -> int:
        """The entry of a guild's audit log up to which it was read; 0 for none."""
        return self._places.get((guild, AUDIT), 0)

    def read(self, guild: int, entry: int) -> None:
        """A guild's audit log was taken in up to an entry."""
        self._move((guild, AUDIT), entry)

    def channel_read_to(self, guild: int, channel: int) -> int:
        """The message of a channel up to which its history was read; 0 for none."""
        return self._places.get((guild, f"{_CHANNEL}{channel}"), 0)

    def channel_read(self, guild: int, channel: int, message: int) -> None:
        """A channel's history was taken in up to a message."""
        self._move((guild, f"{_CHANNEL}{channel}"), message)

    def moved(self) -> list[tuple[Mark, int]]:
        """What changed since the last call, for the store."""
        moved, self._moved = self._moved, {}
        return sorted(moved.items(), key=repr)

    def restore(self, marks: Iterable[tuple[Mark, int]]) -> None:
        """Take up what the store holds of them; other marks are passed over."""
        for (guild, source), value in marks:
            if source == _OWED:
                if value:
                    self.owed[guild] = value
            elif source.startswith(_OWN):
                self._places[guild, source] = value

    def _move(self, mark: Mark, to: int) -> None:
        if to > self._places.get(mark, 0):
            self._places[mark] = self._moved[mark] = to


def is_bookmark(mark: Mark) -> bool:
    """Whether a mark in the store is one of these."""
    return mark[1].startswith(_OWN)
