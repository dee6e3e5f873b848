"""The next time that a clock on the wall shows a time of day, in a zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.instants import posix_ms

_DAYS: Final = 3
"""Where clocks are set, a time of day comes twice, or an hour later: two days on it has come."""


def next_time(now: int, clock: str, zone: str) -> int:
    """The first instant after `now` at which it is `clock` (`09:00`) there; both in milliseconds."""
    where, at = zone_of(zone), time.fromisoformat(clock)
    today = datetime.fromtimestamp(now / 1000, where).date()
    for days in range(_DAYS):
        due = posix_ms(datetime.combine(today + timedelta(days), at, where))
        if due > now:
            return due
    raise AssertionError(clock)


@lru_cache
def zone_of(name: str) -> tzinfo:
    """The zone of that name; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
