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
_RATIO_PACE: Final = 0.05
_RATIO_POINTS: Final = 20.0
_RATIO_PRIOR: Final = 10.0
_MOST_RATIO: Final = 3.0
_PREFER_DAY: Final = 0.7
_PREFER_WEEK: Final = 0.5
"""What the finer answers count where they do no better."""
_MOST_BETTER: Final = 100.0
_NORMAL: Final = 1.2533
"""The standard deviation of a normal stream, in mean distances."""
_LEAST: Final = 1e-12


class Week(msgspec.Struct, gc=False):
    """Slots of `slot` seconds, so many `per_day`. A reading counts `visit` of a visit to its slot.

    `day` and `week` are means of the slots, the week's above the day's; `day_offset` and `week_offset` are
    what they answer. `errors` are mean distances of the three answers, `weights` those of day and week.
    `ratio` is the mean distance at a time of the day, in scales of the stream; `scale` what it widens one by.
    """

    slot: float
    per_day: int
    visit: float
    day: list[float]
    day_seen: list[float]
    day_offset: list[float]
    week: list[float]
    week_seen: list[float]
    week_offset: list[float]
    errors: list[float]
    weights: list[float]
    ratio: list[float]
    ratio_seen: list[float]
    scale: list[float]


def begin(interval: float, spread: float) -> Week:
    """For readings each `interval` seconds that scatter by `spread`."""
    slot = next((each for each in _SLOTS if each >= 0.99 * interval), _DAY)
    days = round(_DAY / slot)
    weeks = 7 * days
    return Week(
        slot=slot, per_day=days, visit=min(1.0, interval / slot),
        day=[0.0] * days, day_seen=[0.0] * days, day_offset=[0.0] * days,
        week=[0.0] * weeks, week_seen=[0.0] * weeks, week_offset=[0.0] * weeks,
        errors=[max(spread, _LEAST)] * 3, weights=[0.0, 0.0],
        ratio=[0.0] * days, ratio_seen=[0.0] * days, scale=[1.0] * days,
    )  # fmt: skip


def place(week: Week, local: float) -> int:
    """The slot of the week at a local time (seconds since 1970)."""
    return int((local - _MONDAY) % _WEEK // week.slot)


def offset(week: Week, at: int) -> float:
    """What is usual in this slot of the week, above the level."""
    by_day, by_week = week.weights
    return (by_day + by_week) * week.day_offset[at % week.per_day] + by_week * week.week_offset[at]


def learn(week: Week, at: int, above: float, far: float, care: float) -> None:
    """Take in what came above the level, and how far from what was expected, in scales of the stream.

    `care` (0 to 1) is less where one learns with care.
    """
    of_day = at % week.per_day
    _learn_ratio(week, of_day, far if far < _MOST_RATIO else _MOST_RATIO, care)
    visit = care * week.visit
    seen = week.day_seen[of_day] + visit
    if seen > _DAYS:
        seen = _DAYS
    week.day_seen[of_day] = seen
    mean = week.day[of_day]
    mean = week.day[of_day] = mean + (above - mean) * visit / seen
    daily = week.day_offset[of_day] = mean * seen / (seen + _DAILY)
    seen = week.week_seen[at] + visit
    if seen > _WEEKS:
        seen = _WEEKS
    week.week_seen[at] = seen
    mean = week.week[at]
    mean = week.week[at] = mean + (above - daily - mean) * visit / seen
    week.week_offset[at] = mean * seen / (seen + _WEEKLY)


def _learn_ratio(week: Week, of_day: int, far: float, care: float) -> None:
    """Where a stream is always rough, at the edges of a job, say, its scale is wider; never narrower."""
    seen = week.ratio_seen[of_day]
    ratio = week.ratio[of_day]
    share = 1 / (seen + 1) if seen < _RATIO_POINTS else _RATIO_PACE
    ratio = week.ratio[of_day] = ratio + share * care * (far - ratio)
    if seen < _RATIO_POINTS:
        week.ratio_seen[of_day] = seen = seen + care
    wider = (_RATIO_PRIOR + _NORMAL * ratio * seen) / (_RATIO_PRIOR + seen)
    week.scale[of_day] = wider if wider > 1 else 1.0


def judge_answers(week: Week, at: int, above: float, pace: float) -> None:
    """Hold the answers against what came above the level; `pace` is how fast their errors are learned."""
    errors = week.errors
    errors[0] += pace * (abs(above) - errors[0])
    left = above - week.day_offset[at % week.per_day]
    errors[1] += pace * (abs(left) - errors[1])
    errors[2] += pace * (abs(left - week.week_offset[at]) - errors[2])


def weigh_answers(week: Week) -> None:
    """Let the answers count by the fourth power of how much better than none they did."""
    none = max(week.errors[0], _LEAST)
    better = min(none / max(week.errors[1], _LEAST), _MOST_BETTER)
    by_day = _PREFER_DAY * better**4
    better = min(none / max(week.errors[2], _LEAST), _MOST_BETTER)
    by_week = _PREFER_WEEK * better**4
    whole = 1 + by_day + by_week
    week.weights[0], week.weights[1] = by_day / whole, by_week / whole
