"""The time that a field holds, and its parts: hour, day, week and so on. Knows no clock and no rules."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final, Literal

Part = Literal["minute", "hour", "day", "week", "month", "year"]

_FROM_MILLISECONDS: Final = 100_000_000_000
"""A number from here on counts milliseconds, not seconds: as seconds it would be after the year 5000."""
_NUMBER: Final = re.compile(r"[0-9]{1,17}(\.[0-9]{1,9})?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.,]+(Z|[+-][0-9:]+)?)?")
_LONGEST: Final = 40


def moment_of(value: Any) -> datetime | None:
    """The time in a value, in UTC: ISO 8601 (without a zone UTC is meant) or a number since 1970; else None.

    A number is POSIX seconds; from 100,000,000,000 on it is milliseconds.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _since_1970(value)
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    if _NUMBER.fullmatch(value):
        return _since_1970(float(value))
    upper = value.upper()
    return _from_iso(upper) if _DATE.fullmatch(upper) else None


def part_of(moment: datetime, part: Part) -> int:
    """The number of a part; weeks are those of ISO 8601, 1 to 53."""
    return moment.isocalendar().week if part == "week" else int(getattr(moment, part))


def _since_1970(number: float) -> datetime | None:
    try:
        seconds = number / 1000 if abs(number) >= _FROM_MILLISECONDS else number
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):  # not a number, or no calendar reaches so far
        return None


def _from_iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
