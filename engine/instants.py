"""Instants as the engine has them: whole milliseconds since 1970, UTC. Knows nothing that happens at one."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Final

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS

DISCORD_EPOCH: Final = 1_420_070_400_000
"""The instant at which Discord's ids begin to count."""
_SNOWFLAKE_TIME_SHIFT: Final = 22
_NAMED: Final = re.compile(r"(?<!\d)(?:\d{13}|\d{17,19})(?!\d)")
_DIGITS: Final = 13
"""Of an instant between the years 2001 and 2286."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def wall_clock() -> int:
    """The instant that it is now, as the machine believes."""
    return time.time_ns() // 1_000_000


def made_ms(snowflake: int) -> int:
    """The instant at which a Discord id was made."""
    return (snowflake >> _SNOWFLAKE_TIME_SHIFT) + DISCORD_EPOCH


def instants_in(id_: str) -> list[int]:
    """The instants that the id of a signal names, in order: of an act, a message, a person, a server."""
    numbers = {int(each) if len(each) == _DIGITS else made_ms(int(each)) for each in _NAMED.findall(id_)}
    return sorted(numbers)


def posix_ms(moment: datetime) -> int:
    """The instant of an aware `datetime`, cut off to the millisecond, exactly: ids are made of it."""
    return (moment - _EPOCH) // _MILLISECOND


def iso(milliseconds: int) -> str:
    """An instant as ISO 8601, UTC, with milliseconds. One that no calendar reaches stays a number."""
    try:
        moment = _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return str(milliseconds)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def stamp(milliseconds: int) -> str:
    """An instant as part of a file's name, to the second: `2026-01-05T17-00-09Z`."""
    return iso(milliseconds).split(".")[0].replace(":", "-") + "Z"
