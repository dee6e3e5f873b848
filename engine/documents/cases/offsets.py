"""Times as tests write them: `+10s` after the start, and the start itself. Knows no test."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from engine.documents.durations import LONGEST
from engine.instants import posix_ms

DEFAULT_START: Final = 1_800_000_000_000
"""2027-01-15T08:00:00Z, a Friday (milliseconds)."""

_UNITS: Final = {
    "ms": 1,
    "s": 1_000,
    "m": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
    "w": 604_800_000,
}
_PART: Final = re.compile(r"([0-9]{1,9})(ms|[smhdw])")
_OFFSET: Final = re.compile(rf"\+?((?:{_PART.pattern})+)")
_LONGEST_TEXT: Final = 64


def read_offset(text: object) -> int | None:
    """Milliseconds of `+10s`, `1m30s` or `500ms`; None when it is not such a time, or over ten years."""
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        return None
    found = _OFFSET.fullmatch(text)
    if found is None:
        return None
    length = sum(int(count) * _UNITS[unit] for count, unit in _PART.findall(found[1]))
    return length if length <= LONGEST else None


def spell_offset(milliseconds: int) -> str:
    """The same as a test would write it: `+1m30s`."""
    if milliseconds < 0:
        return f"{milliseconds / 1_000:g}s"
    parts = []
    for unit in ("d", "h", "m", "s", "ms"):
        count, milliseconds = divmod(milliseconds, _UNITS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return f"+{''.join(parts) or '0s'}"


def read_start(text: object) -> int | None:
    """Milliseconds since 1970 of an instant as ISO 8601, UTC where no zone is given; None when it is none."""
    if not isinstance(text, str) or "T" not in text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    instant = posix_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return instant if instant >= 0 else None
