"""The usual week of a steady stream: as fine as its readings, as sure as its past errors say.

Three answers to what is usual now, above the level: nothing, what is usual at this time of the day, what is
usual at this time of the week. Each is weighed by how well it has done so far.
"""

from __future__ import annotations

from typing import Final

import msgspec

_DAY: Final = 86_400.0
_WEEK: Final = 7 * _DAY
_MONDAY: Final = 4 * _DAY
_SLOTS: Final = (900.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0, 43_200.0, _DAY)
_DAILY: Final = 0.5
_WEEKLY: Final = 1.0
"""Visits of a slot by which its mean is drawn to the coarser answer."""
_DAYS: Final = 20.0
_WEEKS: Final = 8.0
"""Visits that a mean remembers."""
_SPREAD_MEMORY: Final = 0.02
_SPREAD_POINTS: Final = 60.0
_SPREAD_PRIOR: Final = 10.0
_PREFER_DAY: Final = 0.7
_PREFER_WEEK: Final = 0.5
_MOST_BETTER: Final = 100.0
_LEAST: Final = 1e-12


class Week(msgspec.Struct, gc=False):
    """Slots of `slot` seconds. `visit` is what one reading counts of a visit. `errors` are mean distances
    of the three answers, `weights` those of day and week.
    """

    slot: float
    per_day: int
    visit: float
    day: list[float]
    day_seen: list[float]
    week: list[float]
    week_seen: list[float]
    spread: list[float]
    spread_seen: list[float]
    errors: list[float]
    weights: list[float]


def begin(interval: float, spread: float) -> Week:
    """For readings each `interval` seconds that scatter by `spread`."""
    slot = next((each for each in _SLOTS if each >= 0.99 * interval), _DAY)
    days = round(_DAY / slot)
    return Week(
        slot=slot, per_day=days, visit=min(1.0, interval / slot),
        day=[0.0] * days, day_seen=[0.0] * days, week=[0.0] * 7 * days, week_seen=[0.0] * 7 * days,
        spread=[spread] * days, spread_seen=[0.0] * days,
        errors=[max(spread, _LEAST)] * 3, weights=[0.0, 0.0],
    )  # fmt: skip


def place(week: Week, local: float) -> int:
    """The slot of the week at a local time (seconds since 1970)."""
    return int((local - _MONDAY) % _WEEK // week.slot)


def offset(week: Week, at: int) -> float:
    """What is usual in this slot of the week, above the level."""
    of_day = at % week.per_day
    daily = week.day[of_day]
    seen = week.day_seen[of_day]
    daily *= seen / (seen + _DAILY)
    seen = week.week_seen[at]
    weekly = daily + week.week[at] * seen / (seen + _WEEKLY)
    by_day, by_week = week.weights
    return by_day * daily + by_week * weekly


def scale(week: Week, at: int, whole: float) -> float:
    """The mean distance in this slot of the day, drawn to that of the whole stream; at least half of it."""
    of_day = at % week.per_day
    seen = week.spread_seen[of_day]
    drawn = (whole * _SPREAD_PRIOR + week.spread[of_day] * seen) / (_SPREAD_PRIOR + seen)
    return max(0.5 * whole, drawn)


def learn(  # noqa: PLR0913 - all are of one reading, and a struct of them would cost as much as the rest
    week: Week, at: int, *, above: float, residual: float, pace: float, care: float
) -> None:
    """`above`: what came above the level; `residual`: what of it was not expected; `pace`: that of errors."""
    of_day = at % week.per_day
    _judge_answers(week, at, of_day, above, pace)
    seen = week.spread_seen[of_day]
    share = max(1 / (seen + 1), _SPREAD_MEMORY)
    week.spread[of_day] += share * care * (abs(residual) - week.spread[of_day])
    week.spread_seen[of_day] = min(seen + care, _SPREAD_POINTS)
    visit = care * week.visit
    seen = week.day_seen[of_day] = min(week.day_seen[of_day] + visit, _DAYS)
    week.day[of_day] += (above - week.day[of_day]) * visit / max(visit, seen)
    left = above - week.day[of_day] * seen / (seen + _DAILY)
    seen = week.week_seen[at] = min(week.week_seen[at] + visit, _WEEKS)
    week.week[at] += (left - week.week[at]) * visit / max(visit, seen)


def _judge_answers(week: Week, at: int, of_day: int, above: float, pace: float) -> None:
    seen = week.day_seen[of_day]
    daily = week.day[of_day] * seen / (seen + _DAILY)
    seen = week.week_seen[at]
    weekly = daily + week.week[at] * seen / (seen + _WEEKLY)
    errors = week.errors
    errors[0] += pace * (abs(above) - errors[0])
    errors[1] += pace * (abs(above - daily) - errors[1])
    errors[2] += pace * (abs(above - weekly) - errors[2])
    none = max(errors[0], _LEAST)
    better = min(none / max(errors[1], _LEAST), _MOST_BETTER)
    by_day = _PREFER_DAY * better * better * better * better
    better = min(none / max(errors[2], _LEAST), _MOST_BETTER)
    by_week = _PREFER_WEEK * better * better * better * better
    whole = 1 + by_day + by_week
    week.weights[0], week.weights[1] = by_day / whole, by_week / whole
