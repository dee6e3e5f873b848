"""The clock of this computer, made steady, less what it is ahead of Discord. Knows nothing of signals.

Events bear Discord's time. On a clock that runs ahead by more than the lateness that windows allow,
each of them would be late, and nothing that counts over time would ever fire.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp
import structlog

from engine.bot.steady import Steady

_WHOLE_SECOND_MS: Final = 1_000
"""The date of an answer leaves out what is less."""
_SAMPLES: Final = 5
"""So many answers are looked at, and the least believed: a clock may have been set right meanwhile."""
_log = structlog.get_logger()


class DiscordClock:
    """Milliseconds since 1970. `ahead` is what is taken off, in milliseconds; one that is behind is kept."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self.ahead = 0
        self._clock = Steady(clock)
        self._samples: deque[int] = deque(maxlen=_SAMPLES)

    def __call__(self) -> int:
        return self._clock() - self.ahead

    def resume(self, instant: int) -> None:
        """Go on from an instant that was reached before a restart: the clock may have been set back since.

        Not from one that Discord's own clock has yet to come to: then it was wrong before, and is right now.
        """
        now = self._clock()
        if all(instant <= now - sample for sample in self._samples):
            self._clock.resume(instant + self.ahead)

    def trace(self) -> aiohttp.TraceConfig:
        """What listens to the date of each of Discord's answers; login brings the first, before any event."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._asked)
        config.on_request_end.append(self._answered)
        return config

    def hear(self, date: datetime, asked: int) -> None:
        """Discord's time (aware) in an answer to what this clock's computer asked at `asked`.

        However long the answer took, Discord's clock stood at least there when it was asked for: a busy
        computer or a slow line never looks like a clock that is ahead.
        """
        self._samples.append(asked - int(date.timestamp() * 1000) - _WHOLE_SECOND_MS)
        ahead = max(min(self._samples), 0)
        if ahead and not self.ahead:
            _log.warning("clock.ahead", milliseconds=ahead)
        self.ahead = ahead

    async def _asked(self, session: Any, context: Any, start: aiohttp.TraceRequestStartParams) -> None:
        del session, start
        context.asked = self._clock()

    async def _answered(self, session: Any, context: Any, end: aiohttp.TraceRequestEndParams) -> None:
        del session
        try:
            date = parsedate_to_datetime(end.response.headers.get("Date", ""))
        except ValueError:
            return
        if date.tzinfo is not None:
            self.hear(date, context.asked)
