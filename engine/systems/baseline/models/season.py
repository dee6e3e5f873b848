"""The usual week: an offset for each hour of it, backed by that of the hour of the day, backed by none.

A cell says as much as it has seen: its mean is drawn to that of its hour of the day, and this to zero, by
shrinkage with a weight of observations.
"""

from __future__ import annotations

from typing import Final

import msgspec

from engine.systems.baseline.models.wall_clock import HOURS

_DAY: Final = 24
_OWN: Final = 3.0
"""An hour of the week counts as much as its hour of the day from so much evidence on."""
_DAILY: Final = 3.0
_MEMORY: Final = 500.0
"""The most evidence of a cell."""


class Season(msgspec.Struct, gc=False):
    """Offsets, and the evidence behind them, of 168 hours of the week and 24 of the day."""

    week: list[float] = msgspec.field(default_factory=lambda: [0.0] * HOURS)
    week_seen: list[float] = msgspec.field(default_factory=lambda: [0.0] * HOURS)
    day: list[float] = msgspec.field(default_factory=lambda: [0.0] * _DAY)
    day_seen: list[float] = msgspec.field(default_factory=lambda: [0.0] * _DAY)


def offset(season: Season, hour: int, *, weekly: bool = True) -> float:
    """What is usual at this hour of the week (0 to 167), above the level; not `weekly`: of the day alone."""
    of_day = hour % _DAY
    seen = season.day_seen[of_day]
    daily = season.day[of_day] * seen / (seen + _DAILY)
    if not weekly:
        return daily
    seen = season.week_seen[hour]
    return daily + season.week[hour] * seen / (seen + _OWN)


def learn(season: Season, hour: int, residual: float, weight: float, *, weekly: bool = True) -> None:
    """Take in what was left over (before the offset). `weight` is evidence."""
    of_day = hour % _DAY
    seen = season.day_seen[of_day] = min(season.day_seen[of_day] + weight, _MEMORY)
    season.day[of_day] += (residual - season.day[of_day]) * weight / seen
    if not weekly:
        return
    left = residual - season.day[of_day] * seen / (seen + _DAILY)
    seen = season.week_seen[hour] = min(season.week_seen[hour] + weight, _MEMORY)
    season.week[hour] += (left - season.week[hour]) * weight / seen


def repair(season: Season, hour: int, level: float, *, weekly: bool = True) -> None:
    """What was left over at an hour was one event more than was learned, where `level` are usual."""
    of_day = hour % _DAY
    seen = season.day_seen[of_day]
    if seen <= 0 or level <= 0:
        return
    season.day[of_day] += 1 / seen
    if weekly and season.week_seen[hour] > 0:
        season.week[hour] += (1 - level / (seen + _DAILY)) / season.week_seen[hour]


def rotate(season: Season, hours: int) -> None:
    """What was usual at an hour is usual so many hours later on the clock."""
    for table in (season.week, season.week_seen, season.day, season.day_seen):
        shift = hours % len(table)
        table[:] = [*table[len(table) - shift :], *table[: len(table) - shift]]
