"""One reading of a metric beside what was expected, and how rare each test finds it. Changes nothing."""

from __future__ import annotations

import math
from typing import Final

import msgspec

from engine.systems.baseline.models import usual_week
from engine.systems.baseline.models.digits import within_evidence
from engine.systems.baseline.models.rarity import borne_out
from engine.systems.baseline.models.stream import Stream

LEAST: Final = 10
"""Readings before anything is said, or cut off."""
GAP: Final = 5.0
"""So many intervals without a reading, and what was recent is not recent any more."""
_SHORT: Final = 0.1
"""The short means are of ten readings or so."""
_SHIFT_SCALE: Final = 0.4
_CLIP: Final = 6.0
_STUCK: Final = 5
"""A number may come so often once more before it is stuck."""
_MOST_A_TIME: Final = 1.0
_WARM_UP: Final = 50.0
_LOOKS: Final = 0.5
_MANY_LOOKS: Final = 1_000.0
_BEST: Final = 0.6
"""So much of the rarity is that of the test that finds it rarest, the rest the mean of all."""
_TESTS: Final = 6


class Reading(msgspec.Struct, gc=False):
    """`residual`: the value less what was expected; `step`: that less what the last reading explains of it;
    both in the value's own unit. `far`, `step_far`, `shift_far`, `restless` are the distances that tests
    judge. `shift`: the short mean with this reading in. `at`: the slot of the week.
    """

    residual: float
    step: float
    scale: float
    expected: float
    at: int
    far: float
    step_far: float
    shift: float
    shift_far: float
    restless: float


def read(stream: Stream, time: float, value: float) -> Reading:
    """Hold a value against what is expected at `time`."""
    expected, at, scale, step_scale = stream.level, 0, stream.scale, stream.step_scale
    week = stream.week
    if week is not None:
        at = usual_week.place(week, time)
        expected += usual_week.offset(week, at)
        scale *= week.scale[at % week.per_day]
    residual = value - expected
    if stream.interval and time - stream.time > GAP * stream.interval:
        step, shift, restless = residual, 0.0, 1.0
    else:
        step = residual - stream.kept * stream.last
        shift, restless = stream.shift, stream.restless
    far = residual / scale
    clipped = residual if -_CLIP < far < _CLIP else math.copysign(_CLIP * scale, residual)
    step_far = abs(step) / step_scale
    shift += _SHORT * (clipped - shift)
    restless += _SHORT * ((step_far if step_far < _CLIP else _CLIP) - restless)
    shift_far = abs(shift) / (_SHIFT_SCALE * scale)
    return Reading(
        residual, step, scale, expected, at, abs(far), step_far, shift, shift_far, restless
    )  # fmt: skip


def digits(stream: Stream, reading: Reading, value: float) -> float:
    """How rare it is by all tests together, for this stream, before the gate."""
    n = stream.n
    if n < LEAST:
        return 0.0
    far = borne_out(stream.far_test, reading.far)
    step = borne_out(stream.step_test, reading.step_far)
    shift = borne_out(stream.shift_test, reading.shift_far)
    restless = borne_out(stream.restless_test, reading.restless)
    shape = stream.shape.digits
    still = _stuck(stream) if value == stream.value else 0.0
    rarest = max(far, step, shift, restless, shape, still)
    together = (far + step + shift + restless + shape + still) / _TESTS
    rarity = within_evidence(_BEST * rarest + (1 - _BEST) * together, n) * n / (n + _WARM_UP)
    rarity -= _LOOKS * math.log10(1 + n / _MANY_LOOKS)
    return rarity if rarity > 0 else 0.0


def _stuck(stream: Stream) -> float:
    """The digits of the same number once more: by how often it goes on once it has come twice."""
    if stream.run < _STUCK:
        return 0.0
    goes_on = (stream.equal_again + 1) / (stream.equal_before + 2)
    return (stream.run + 1 - _STUCK) * min(_MOST_A_TIME, -math.log10(goes_on))
