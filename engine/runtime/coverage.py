"""Coverage: whether the engine is told everything just now. Says since when it is not, and when it is again.

What may be missing is owed: `bookmarks.py` remembers it, the back-fill outside fetches it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import structlog

from engine.runtime.core import Core
from engine.runtime.gaps import AT_START, NEW_SESSION
from engine.runtime.lag import Lag
from engine.signal import Signal, SignalType

DISCONNECT: Final = "disconnect"
UNAVAILABLE: Final = "unavailable"
LATE: Final = "late"
_log = structlog.get_logger()


class Coverage:
    """One an engine. `own` makes a signal of the engine's, `ingest` takes one in: False for not now.

    `has_missed`: signals were refused, and none was taken in since. `on_missed` is called when one is again.
    """

    def __init__(
        self,
        core: Core,
        *,
        clock: Callable[[], int],
        own: Callable[..., Signal],
        ingest: Callable[[Signal], bool],
    ) -> None:
        self.lag = Lag(clock, self._late, self._caught_up)
        self.on_missed: Callable[[], object] = lambda: None
        self._core = core
        self._bookmarks = core.bookmarks
        self._clock = clock
        self._own = own
        self._ingest = ingest
        self._is_blind = False
        self._had_back: Mapping[str, object] = {}
        self.has_missed = False
        self._missed_since = 0

    def start(self) -> None:
        """The process was not there for a time, unless this is its first start."""
        if self._core.seq:
            self._bookmarks.owe(None, self._core.last_seen)
            self._is_blind = self._ingest(self._own(SignalType.GATEWAY_GAP, cause=AT_START))

    def lost(self) -> bool:
        """The connection is gone: windows wait for the back-fill. False: not now.

        Lost again before all was had back it is the same gap, but all guilds are owed this part of it, too.
        """
        self._bookmarks.owe(None, self._core.last_seen)
        if self._is_blind:
            return True
        self._is_blind = True
        return self._ingest(self._own(SignalType.GATEWAY_GAP, cause=DISCONNECT))

    def session_begins(self, guilds: Iterable[int]) -> bool:
        """Discord is there again, and was silent about what happened in these guilds: all of that is owed.

        False when nothing is owed, as at the first start.
        """
        since = self._bookmarks.owed.get(None)
        if since is None:
            return False
        present = set(guilds)
        for gone in self._bookmarks.owed.keys() - present:
            self._bookmarks.settle(gone)
        for guild in present:
            self._bookmarks.owe(guild, since)
        self._is_blind = True
        return self._ingest(self._again(since))

    def over(self, had_back: Mapping[str, object] | None = None) -> bool:
        """Back-fill is done: windows go on, unless events are late. False: not now."""
        self._is_blind = False
        self._bookmarks.settle(None)
        self._had_back = had_back or {}
        return self.lag.is_on or self._caught_up()

    def guild_lost(self, guild: int) -> bool:
        """One guild is out of reach. False: not now."""
        self._bookmarks.owe(guild, self._core.last_seen)
        signal = self._own(SignalType.GATEWAY_GAP, cause=UNAVAILABLE)
        signal.guild = guild
        return self._ingest(signal)

    def guild_is_back(self, guild: int) -> bool:
        """It is in reach again: said with how long it was not. False: nothing is owed, or not now."""
        since = self._bookmarks.owed.get(guild)
        return since is not None and self._ingest(self._again(since, guild))

    def guild_over(self, guild: int, had_back: Mapping[str, object]) -> bool:
        """What could be had back of one guild is in. False: not now."""
        signal = self._own(SignalType.BACKFILL_DONE, **had_back)
        signal.guild = guild
        return self._ingest(signal)

    def missed(self) -> None:
        """A signal comes while nothing is taken in."""
        if not self.has_missed:
            self.has_missed, self._missed_since = True, self._core.last_seen

    def taken(self) -> None:
        """A signal is about to be taken in: what was missed before it is owed like what nobody told of."""
        self.has_missed = False
        self._bookmarks.owe(None, self._missed_since)
        self.on_missed()

    def _late(self, since: int) -> None:
        _log.warning("events.late", milliseconds=self._clock() - since)
        since = min(since, self._core.last_seen)
        self._ingest(self._own(SignalType.GATEWAY_GAP, cause=LATE, since=since))

    def _caught_up(self) -> bool:
        if self._is_blind:
            return False
        had_back, self._had_back = self._had_back, {}
        return self._ingest(self._own(SignalType.BACKFILL_DONE, **had_back))

    def _again(self, since: int, guild: int | None = None) -> Signal:
        """A gap that was announced when it began, or not at all, and whose length is known now."""
        seconds = max(self._clock() - since, 0) // 1000
        signal = self._own(SignalType.GATEWAY_GAP, cause=NEW_SESSION, since=since, seconds=seconds)
        signal.guild = guild
        return signal
