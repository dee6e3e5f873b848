"""A clock that never goes back. Knows nothing of Discord.

Timers wait for an instant, and windows count up to one: on a clock that was set back by an hour nobody
would be told for an hour that a case has become worse, and an hour's events would all be of one moment.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import structlog

_PACE_MS: Final = 900
"""Milliseconds in a second while the clock below is behind: it catches up in any case."""
_WORTH_A_LINE_MS: Final = 1_000
_log = structlog.get_logger()


class Steady:
    """Milliseconds since 1970, as `clock` says; while that is behind, by what has `elapsed` (seconds)."""

    def __init__(self, clock: Callable[[], int], elapsed: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._elapsed = elapsed
        self._said = 0
        self._at = 0.0
        self._behind: tuple[int, float] | None = None

    def __call__(self) -> int:
        now, at = self._clock(), self._elapsed()
        if now >= self._said:
            self._behind = None
        else:
            if self._behind is None:
                self._behind = self._said, self._at
                self._tell(self._said - now)
            said, since = self._behind
            now = max(said + int((at - since) * _PACE_MS), self._said)
        self._said, self._at = now, at
        return now

    def resume(self, instant: int) -> None:
        """Go on from an instant (milliseconds) that was reached already, by a process before this one."""
        if instant > self._said:
            self._said, self._at, self._behind = instant, self._elapsed(), None

    def _tell(self, milliseconds: int) -> None:
        if milliseconds > _WORTH_A_LINE_MS:
            _log.warning("clock.stepped_back", milliseconds=milliseconds)
