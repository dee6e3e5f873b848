"""Events that reach the loop late, because Discord, the line or this computer is behind: said as a gap.

Windows move on with the clock. Without this, what comes later than their lateness would change
none of them, and in the very flood that a raid makes nothing would be noticed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

LATE_MS: Final = 4_000
"""Below the lateness that windows have by default, so that the first late event is still in time."""
CALM_MS: Final = 10_000
"""When no event has been late for this long, the loop has caught up."""
_FURTHEST_MS: Final = 10 * 60 * 1000
"""An event that is older says nothing of how far behind the loop is."""
_OF_DISCORD: Final = "discord."


class Lag:
    """Watches the door. `begin` is called with the instant (milliseconds) that windows are to wait at."""

    def __init__(
        self, clock: Callable[[], int], begin: Callable[[int], object], over: Callable[[], object]
    ) -> None:
        self.is_on = False
        self._clock = clock
        self._begin = begin
        self._over = over
        self._calm_at = 0
        self._alarm: asyncio.TimerHandle | None = None

    def note(self, type_: str, time: int, now: int) -> None:
        """A signal of this time is about to be taken in."""
        if LATE_MS < now - time < _FURTHEST_MS and type_.startswith(_OF_DISCORD):
            self.fall_behind(time, now)

    def fall_behind(self, since: int, now: int) -> None:
        """What happened from `since` on may still be on its way."""
        self._calm_at = now + CALM_MS
        if not self.is_on:
            self.is_on = True
            self._begin(since)
            self._wait()

    def stop(self) -> None:
        """Watch no more."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _wait(self) -> None:
        delay = max(self._calm_at - self._clock(), 1) / 1000
        self._alarm = asyncio.get_running_loop().call_later(delay, self._look)

    def _look(self) -> None:
        if self._clock() < self._calm_at:
            self._wait()
            return
        self.is_on = False
        self._alarm = None
        self._over()
