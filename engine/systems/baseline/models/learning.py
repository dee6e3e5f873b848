"""How a stream learns from a reading: from what is cut off, and slower while it is unusual."""

from __future__ import annotations

import math
from typing import Final

from engine.systems.baseline.models import shape, usual_week
from engine.systems.baseline.models.rarity import Test, count
from engine.systems.baseline.models.reading import GAP, LEAST, Reading
from engine.systems.baseline.models.stream import Stream

_DAY: Final = 86_400.0
_HALVED: Final = math.log(2)
_FEWEST: Final = 50.0
_MOST: Final = 500.0
"""The level's half-life is a day, within these numbers of readings."""
_SPREAD_PACE: Final = _HALVED / 150
_WAITS: Final = 20
_CLIP: Final = 4.0
_UNUSUAL: Final = 3.0
_CAREFUL: Final = 0.3
_WILD: Final = 900.0
"""A variance is learned up to thirty scales."""
_NORMAL: Final = 1.2533
"""The standard deviation of a normal stream, in mean distances."""
_FLOOR: Final = 0.5
"""A scale is at least so much of the standard deviation: most of a stream may be one and the same number."""
_TINY: Final = 1e-6
_LEAST_SCALE: Final = 1e-12
_MOST_KEPT: Final = 0.98
_FADES: Final = 0.5 ** (1 / 50)
"""What was told halves in fifty readings."""
_FRESH: Final = 0.15
_FRESH_FADES: Final = 0.5 ** (1 / 8)
"""While it is new, a quarter more is needed."""
_SIZE_PACE: Final = 0.002
_VARIANCE: Final = 0.5
_WEIGHED: Final = 8
"""The answers of the week are weighed anew after so many readings."""


def learn(stream: Stream, time: float, value: float, reading: Reading, rarity: float) -> None:
    """Take in a reading and how rare it was found."""
    if not stream.n:
        stream.level = stream.centre = stream.value = value
        stream.time, stream.n = time, 1
        stream.scale = stream.step_scale = max(_TINY * abs(value), _LEAST_SCALE)
        return
    if not stream.interval:
        _learn_pace(stream, time)
    elif time - stream.time > GAP * stream.interval:
        shape.forget_recent(stream.shape)
    care = _CAREFUL if rarity > _UNUSUAL else 1.0
    if stream.n >= LEAST:
        _learn_tests(stream, reading, care)
    _learn_told(stream, rarity)
    _learn_means(stream, reading, care)
    _learn_run(stream, value)
    _learn_shape(stream, value)
    stream.n += 1
    if time > stream.time:
        stream.time = time


def _learn_pace(stream: Stream, time: float) -> None:
    """The interval is the median of the first waits; with it the week begins."""
    wait = time - stream.time
    if wait <= 0:
        return
    stream.waits.append(wait)
    if len(stream.waits) >= _WAITS:
        stream.interval = sorted(stream.waits)[_WAITS // 2]
        stream.waits.clear()
        stream.week = usual_week.begin(stream.interval, stream.spread)


def _learn_tests(stream: Stream, reading: Reading, care: float) -> None:
    n = stream.n
    _learn_test(stream.far_test, reading.far, care, n)
    _learn_test(stream.step_test, reading.step_far, care, n)
    _learn_test(stream.shift_test, reading.shift_far, care, n)
    _learn_test(stream.restless_test, reading.restless, care, n)


def _learn_test(test: Test, distance: float, care: float, number: int) -> None:
    if distance <= test.quantile:
        test.quantile *= test.sinks
    else:
        count(test, distance, care, number)


def _learn_told(stream: Stream, rarity: float) -> None:
    told = stream.told * _FADES
    fresh = stream.fresh * _FRESH_FADES
    if rarity > told + fresh:
        told, fresh = rarity, _FRESH * rarity
    stream.told, stream.fresh = told, fresh


def _learn_means(stream: Stream, reading: Reading, care: float) -> None:
    n = stream.n
    if n < 2 * _MOST:
        _set_pace(stream)
    first = 1 / (n + 1)
    pace = first if first > _SPREAD_PACE else _SPREAD_PACE
    residual, step, scale, step_scale = reading.residual, reading.step, reading.scale, stream.step_scale
    last, level = stream.last, stream.level
    square, step_square = residual * residual, step * step
    if n >= LEAST:
        if reading.far > _CLIP:
            residual = math.copysign(_CLIP * scale, residual)
            square = min(square, _WILD * scale * scale)
        if reading.step_far > _CLIP:
            step = math.copysign(_CLIP * step_scale, step)
            step_square = min(step_square, _WILD * step_scale * step_scale)
        lag, norm = stream.lag, stream.lag_norm
        stream.lag = lag = lag + pace * (last * residual - lag)
        stream.lag_norm = norm = norm + pace * (last * last - norm)
        kept = lag / norm if norm > 0 else 0.0
        stream.kept = 0.0 if kept < 0 else kept if kept < _MOST_KEPT else _MOST_KEPT
    level_pace = stream.level_pace
    variance_pace = _VARIANCE * level_pace
    if first > variance_pace:
        variance_pace = first
    stream.variance += variance_pace * (square - stream.variance)
    stream.step_variance += variance_pace * (step_square - stream.step_variance)
    stream.spread += pace * care * (abs(residual) - stream.spread)
    stream.step_spread += pace * care * (abs(step) - stream.step_spread)
    above = residual + reading.expected - level
    stream.level = level = level + level_pace * care * residual
    least = _TINY * abs(level) + _LEAST_SCALE
    stream.scale = _scale(stream.spread, stream.variance, least)
    stream.step_scale = _scale(stream.step_spread, stream.step_variance, least)
    stream.last, stream.shift, stream.restless = residual, reading.shift, reading.restless
    if stream.week is not None:
        usual_week.judge_answers(stream.week, reading.at, above, pace)
        if n % _WEIGHED == 0:
            usual_week.weigh_answers(stream.week)
        usual_week.learn(stream.week, reading.at, above, abs(residual) / stream.scale, care)


def _scale(spread: float, variance: float, least: float) -> float:
    scale = _NORMAL * spread
    if scale * scale < _FLOOR * _FLOOR * variance:
        scale = _FLOOR * math.sqrt(variance)
    return scale if scale > least else least


def _set_pace(stream: Stream) -> None:
    readings = min(_MOST, max(_FEWEST, _DAY / stream.interval)) if stream.interval else _FEWEST
    stream.level_pace = max(1 / (stream.n + 1), _HALVED / readings)


def _learn_run(stream: Stream, value: float) -> None:
    same = value == stream.value
    if stream.run:
        stream.equal_before += 1
        stream.equal_again += same
    stream.run = stream.run + 1 if same else 0
    stream.value = value


def _learn_shape(stream: Stream, value: float) -> None:
    pace = 1 / (stream.n + 1)
    if pace < _SIZE_PACE:
        pace = _SIZE_PACE
    away = value - stream.centre
    stream.centre += pace * away
    stream.size += pace * (abs(away) - stream.size)
    if stream.n > 2 * LEAST:
        shape.learn(stream.shape, away / stream.size if stream.size > 0 else 0.0)
