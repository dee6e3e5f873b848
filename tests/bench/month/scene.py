"""What a script of the month is made of: signals that know which scene they belong to."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Europe/Berlin")
BEGIN: Final = datetime(2026, 3, 2, tzinfo=ZONE)
"""A Monday. Four weeks later, on 29 March, clocks go forward in this zone."""
DAYS: Final = 28
GUILD: Final = 4_000_000_000_000_000_000
USUAL: Final = ""
"""The scene of all that belongs to none."""


class Told(NamedTuple):
    """A signal as a flat object, when it happens (POSIX seconds), and the scene it belongs to."""

    time: float
    scene: str
    line: dict[str, Any]


def at(day: int, clock: str) -> float:
    """POSIX seconds of a time of day (`HH:MM`, local) on a day of the month, the first being 1."""
    hours, minutes = clock.split(":")
    local = BEGIN + timedelta(days=day - 1)
    return local.replace(hour=int(hours), minute=int(minutes)).timestamp()


def local(time: float) -> datetime:
    """What people's clocks show."""
    return datetime.fromtimestamp(time, ZONE)


def poisson(rng: random.Random, mean: float) -> int:
    """How many of something happen. By Knuth's product below 30, by the normal distribution above."""
    if mean > 30:
        return max(0, round(rng.gauss(mean, mean**0.5)))
    count, product, floor = 0, rng.random(), 2.718281828459045**-mean
    while product > floor:
        product *= rng.random()
        count += 1
    return count
