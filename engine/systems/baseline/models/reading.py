"""One reading of a metric beside what was expected, and how rare each test finds it. Changes nothing."""

from __future__ import annotations

import math
from typing import Final

import msgspec

from engine.systems.baseline.models import usual_week
from engine.systems.baseline.models.digits import within_evidence
from engine.systems.baseline.models.rarity import counted_digits
from engine.systems.baseline.models.stream import Stream

LEAST: Final = 10
"""Readings before anything is said, or cut off."""
NORMAL: Final = 1.2533
"""The standard deviation of a normal stream, in mean distances."""
CLIP: Final = 4.0
GAP: Final = 5.0
"""So many intervals without a reading, and what was recent is not recent any more."""
_FLOOR: Final = 0.7
"""A scale is at least so much of the standard deviation: most of a stream may be one and the same number."""
_TINY: Final = 1e-6
_SHIFT: Final = 0.1
_SHIFT_SCALE: Final = 0.4
_SHIFT_CLIP: Final = 6.0
_MOST_KEPT: Final = 0.98
_STILL: Final = 0.02
_WARM_UP: Final = 50.0
_LOOKS: Final = 0.5
_MANY_LOOKS: Final = 1_000.0


class Reading(msgspec.Struct, gc=False):
    """`residual` is the value less what was expected, in its own unit; `step` the same less what the last
    reading keeps of its own. `shift` and `restless` are the short means with this reading in. `at` is the
    slot of the week.
    """

    residual: float
    step: float
    scale: float
    step_scale: float
    shift: float
    restless: float
    expected: float
    at: int


def read(stream: Stream, time: float, value: float) -> Reading:
    """Hold a value against what is expected at `time`."""
    least = max(_TINY * abs(stream.level), 1e-12)
    scale = max(NORMAL * stream.spread, _FLOOR * math.sqrt(stream.variance), least)
    step_scale = max(NORMAL * stream.step_spread, _FLOOR * math.sqrt(stream.step_variance), least)
    expected, at = stream.level, 0
    week = stream.week
    if week is not None:
        at = usual_week.place(week, time)
        expected += usual_week.offset(week, at)
        scale = usual_week.scale(week, at, scale)
    residual = value - expected
    clip = _SHIFT_CLIP * scale
    if stream.interval and time - stream.time > GAP * stream.interval:
        step, shift, restless = residual, 0.0, 1.0
    else:
        kept = stream.lag / stream.lag_norm
        step = residual - max(0.0, min(_MOST_KEPT, kept)) * stream.last
        shift, restless = stream.shift, stream.restless
    shift += _SHIFT * (max(-clip, min(clip, residual)) - shift)
    restless += _SHIFT * (min(abs(step) / step_scale, _SHIFT_CLIP) - restless)
    return Reading(residual, step, scale, step_scale, shift, restless, expected, at)


def distances(reading: Reading) -> tuple[float, float, float, float, float]:
    """How far it is by each test: value, step, shift of the mean, more noise, less noise."""
    return (
        abs(reading.residual) / reading.scale,
        abs(reading.step) / reading.step_scale,
        abs(reading.shift) / (_SHIFT_SCALE * reading.scale),
        reading.restless,
        max(0.0, 0.5 - math.log(reading.restless + _STILL)),
    )


def digits(stream: Stream, reading: Reading) -> float:
    """How rare it is by all tests together, for this stream, before the gate."""
    if stream.n < LEAST:
        return 0.0
    far, step, shift, noise, still = distances(reading)
    found = (
        counted_digits(stream.value.tail, stream.value.tally, far),
        counted_digits(stream.step.tail, stream.step.tally, step),
        counted_digits(stream.mean.tail, stream.mean.tally, shift),
        counted_digits(stream.noise.tail, stream.noise.tally, noise),
        counted_digits(stream.still.tail, stream.still.tally, still),
        stream.shape.digits,
    )
    rarity = 0.5 * max(found) + 0.5 * sum(found) / len(found)
    rarity = within_evidence(rarity, stream.n) * stream.n / (stream.n + _WARM_UP)
    return max(0.0, rarity - _LOOKS * math.log10(1 + stream.n / _MANY_LOOKS))
