"""Which hour of the week it is where the people are, by their zone's clock; daylight saving moves it."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

HOURS: Final = 168
_HOUR: Final = 3_600
_DAY: Final = 86_400
_QUARTER: Final = 900
_MONDAY: Final = 4 * _DAY
"""1970 began on a Thursday: so much later began the first Monday."""
_KEPT: Final = 4_096


class WallClock:
    """The local clock of a zone (a name of the tz database, or none for UTC).

    Raises `zoneinfo.ZoneInfoNotFoundError` for a zone that there is not. What it remembers are offsets of
    quarters of an hour, which change nothing that it says.
    """

    def __init__(self, zone: str | None = None) -> None:
        self._zone = None if zone in {None, "UTC"} else ZoneInfo(str(zone))
        self._offsets: dict[int, int] = {}

    def local(self, time: float) -> float:
        """Seconds that the clock on the wall shows since Monday the 5th of January 1970."""
        if self._zone is None:
            return time - _MONDAY
        return time + self._offset(int(time // _QUARTER)) - _MONDAY

    def hour_of_week(self, time: float) -> int:
        """0 to 167, Monday at midnight first."""
        return math.floor(self.local(time) / _HOUR) % HOURS

    def _offset(self, quarter: int) -> int:
        """Clocks are put forward and back at whole quarters of an hour."""
        found = self._offsets.get(quarter)
        if found is None:
            if len(self._offsets) >= _KEPT:
                self._offsets.clear()
            moment = datetime.fromtimestamp(quarter * _QUARTER, UTC).astimezone(self._zone)
            shift = moment.utcoffset()
            found = self._offsets[quarter] = 0 if shift is None else int(shift.total_seconds())
        return found
