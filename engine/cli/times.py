"""Times as files and options spell them, ISO 8601 or POSIX seconds, in milliseconds. Knows no clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from engine.instants import posix_ms

_LAST_MS: Final = 253_402_300_799_999
"""The end of the year 9999, beyond which no calendar reaches."""
_SECONDS: Final = re.compile(r"[+-]?[0-9]{1,24}(\.[0-9]{0,24})?([eE][+-]?[0-9]{1,2})?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].+)?")
_LONGEST: Final = 64


def parse_time(value: Any) -> int:
    """Milliseconds since 1970, UTC, cut off, not rounded. Without a zone UTC is meant.

    Takes text and numbers. Raises `ValueError` with what is wrong in a few words.
    """
    if isinstance(value, str):
        return _in_range(_from_text(value.strip()))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _in_range(_from_seconds(Decimal(repr(value))))
    raise ValueError("a time is ISO 8601 or POSIX seconds")


def parse_seconds(text: str) -> float:
    """POSIX seconds of a time in text, to the millisecond, also before 1970. Without a zone UTC is meant.

    Raises `ValueError` with what is wrong in a few words.
    """
    return _from_text(text.strip()) / 1000


def _from_text(text: str) -> int:
    if len(text) <= _LONGEST and _SECONDS.fullmatch(text):
        return _from_seconds(Decimal(text))
    upper = text.upper()
    if len(text) > _LONGEST or _DATE.fullmatch(upper) is None:
        raise ValueError("a time is ISO 8601, such as 2026-01-05T17:00:00Z, or POSIX seconds")
    try:
        moment = datetime.fromisoformat(upper)
    except ValueError as error:
        raise ValueError(f"there is no such time ({error})") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return posix_ms(moment)


def _from_seconds(seconds: Decimal) -> int:
    if not seconds.is_finite() or abs(seconds) > _LAST_MS:
        raise ValueError("it is out of range")
    return int((seconds * 1000).to_integral_value(rounding="ROUND_FLOOR"))


def _in_range(milliseconds: int) -> int:
    if milliseconds < 0:
        raise ValueError("it is before 1970")
    if milliseconds > _LAST_MS:
        raise ValueError("it is after the year 9999; are these milliseconds? POSIX seconds are meant")
    return milliseconds
