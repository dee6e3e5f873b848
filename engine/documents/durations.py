"""Durations as documents write them (`10s`, `5m`, `1h`, `1d`, `1w`). Knows no document."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = {
    "s": 1_000,
    "m": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
    "w": 604_800_000,
    "M": 2_629_746_000,
    "y": 31_556_952_000,
}
"""Milliseconds of Sigma's units; a month is a twelfth of the mean Gregorian year of 365.2425 days."""
_DURATION: Final = re.compile(r"(?P<count>[0-9]{1,9})(?P<unit>[smhdwMy])")
LONGEST: Final = 10 * _UNITS["y"]
"""Nothing that a document may ask for lasts longer (milliseconds)."""


def read_duration(text: object) -> int | None:
    """Milliseconds of a duration; None when it is not one, or longer than `LONGEST`. May be 0."""
    found = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    length = int(found["count"]) * _UNITS[found["unit"]]
    return length if length <= LONGEST else None


def is_in_months(text: object) -> bool:
    """Whether a duration counts months: `1M`, which is easily written for `1m`."""
    return isinstance(text, str) and text.endswith("M") and read_duration(text) is not None
