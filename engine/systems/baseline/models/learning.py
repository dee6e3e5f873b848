"""How a stream learns from a reading: from what is cut off, and slower while it is unusual."""

from __future__ import annotations

import math
from typing import Final

from engine.systems.baseline.models import shape, usual_week
from engine.systems.baseline.models.rarity import learn_counted
from engine.systems.baseline.models.reading import CLIP, GAP, LEAST, Reading, distances
from engine.systems.baseline.models.stream import Stream

_DAY: Final = 86_400.0
_HALVED: Final = math.log(2)
_FEWEST: Final = 50.0
_MOST: Final = 500.0
"""The level's half-life is a day, and so many readings."""
_SPREAD: Final = 150.0
_WAITS: Final = 20
_UNUSUAL: Final = 3.0
_CAREFUL: Final = 0.3
_WILD: Final = 900.0
"""A variance is learned up to thirty scales."""
GATE: Final = 0.5 ** (1 / 50)
"""What was told halves in fifty readings."""
_SIZE: Final = 0.002


def learn(stream: Stream, time: float, value: float, reading: Reading, rarity: float) -> None:
    """Take in a reading and how rare it was found."""
    if not stream.n:
        stream.level = stream.centre = value
        stream.time, stream.n = time, 1
        return
    _learn_pace(stream, time)
    if stream.interval and time - stream.time > GAP * stream.interval:
        shape.forget_recent(stream.shape)
    care = _CAREFUL if rarity > _UNUSUAL else 1.0
    if stream.n >= LEAST:
        far, step, shift, noise, still = distances(reading)
        learn_counted(stream.value.tail, stream.value.tally, far, care)
        learn_counted(stream.step.tail, stream.step.tally, step, care)
        learn_counted(stream.mean.tail, stream.mean.tally, shift, care)
        learn_counted(stream.noise.tail, stream.noise.tally, noise, care)
        learn_counted(stream.still.tail, stream.still.tally, still, care)
    stream.gate = max(rarity, stream.gate * GATE)
    _learn_means(stream, reading, care)
    _learn_shape(stream, value)
    stream.n += 1
    stream.time = max(time, stream.time)


def _learn_pace(stream: Stream, time: float) -> None:
    """The interval is the median of the first waits; with it the week begins."""
    wait = time - stream.time
    if stream.interval or wait <= 0:
        return
    stream.waits.append(wait)
    if len(stream.waits) >= _WAITS:
        stream.interval = sorted(stream.waits)[_WAITS // 2]
        stream.waits.clear()
        stream.week = usual_week.begin(stream.interval, stream.spread)


def _learn_means(stream: Stream, reading: Reading, care: float) -> None:
    first = 1 / (stream.n + 1)
    readings = min(_MOST, max(_FEWEST, _DAY / stream.interval)) if stream.interval else _FEWEST
    slow = _HALVED / readings
    pace = max(first, _HALVED / _SPREAD)
    level_pace, variance_pace = max(first, slow), max(first, 0.5 * slow)
    residual, step = reading.residual, reading.step
    if stream.n >= LEAST:
        clip = CLIP * reading.scale
        last = max(-clip, min(clip, stream.last))
        residual = max(-clip, min(clip, residual))
        clip = CLIP * reading.step_scale
        step = max(-clip, min(clip, step))
        wild = _WILD * reading.scale * reading.scale
        wild_step = _WILD * reading.step_scale * reading.step_scale
        stream.lag += pace * (last * residual - stream.lag)
        stream.lag_norm += pace * (last * last - stream.lag_norm)
    else:
        wild = wild_step = math.inf
    stream.variance += variance_pace * (min(reading.residual * reading.residual, wild) - stream.variance)
    stream.step_variance += variance_pace * (
        min(reading.step * reading.step, wild_step) - stream.step_variance
    )
    stream.level += level_pace * care * residual
    stream.spread += pace * care * (abs(residual) - stream.spread)
    stream.step_spread += pace * care * (abs(step) - stream.step_spread)
    if stream.week is not None:
        above = residual + reading.expected - stream.level + level_pace * care * residual
        usual_week.learn(stream.week, reading.at, above=above, residual=residual, pace=pace, care=care)
    stream.last, stream.shift, stream.restless = reading.residual, reading.shift, reading.restless


def _learn_shape(stream: Stream, value: float) -> None:
    pace = max(1 / (stream.n + 1), _SIZE)
    stream.centre += pace * (value - stream.centre)
    stream.size += pace * (abs(value - stream.centre) - stream.size)
    if stream.n > 2 * LEAST:
        shape.learn(stream.shape, (value - stream.centre) / max(stream.size, 1e-9))
