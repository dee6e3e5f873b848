"""What a sensor knows besides the event: who the bot is, and the time where Discord tells none.

Must not know any sensor, nor the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from engine.bot.sensors.hierarchy import Hierarchy
from engine.bot.sensors.lately import Lately
from engine.bot.sensors.paces import Paces

Explains = Callable[[str, str | None, int, Collection[int | None]], str | None]
"""Act, reason, guild and the ids that it touched, to the id of the effect of ours that caused it, or None."""


def _no_channels(guild: int) -> Collection[int]:
    del guild
    return ()


class Context:
    """One a client. `own_id` is the bot's user id, None until known; `clock` gives POSIX milliseconds.

    `alert_channels` gives the ids of those that alerts of a guild go to.
    `explains` says of acts of the bot's own account whether they are ours; without it all are taken to be.
    """

    __slots__ = (
        "_last",
        "_nth",
        "alert_channels",
        "clock",
        "explains",
        "failed",
        "hierarchy",
        "lately",
        "own_id",
        "reactions",
        "staff_roles",
    )

    def __init__(self, own_id: int | None, clock: Callable[[], int]) -> None:
        self.own_id = own_id
        self.clock = clock
        self.explains: Explains | None = None
        self.alert_channels: Callable[[int], Collection[int]] = _no_channels
        self.failed: dict[str, tuple[int, int]] = {}
        self.hierarchy = Hierarchy()
        self.lately = Lately()
        self.reactions = Paces()
        self.staff_roles: dict[int, frozenset[int]] = {}
        self._last = 0
        self._nth = 0

    def stamp(self) -> str:
        """The end of an id for an event that its source does not number: no two are the same.

        Milliseconds and a count within them: after a reconnect many events come in one instant.
        """
        now = self.clock()
        if now > self._last:
            self._last = now
            self._nth = 0
        else:
            self._nth += 1
        return f"{self._last}.{self._nth}"
