"""How often a thing went as far: what comes each day is not rare, however far it goes.

A model says how rare a thing is if its stream is as the model thinks; real ones are wilder, each in its own
way. So it is counted how often what height was reached, and from that follows how many days lie between two
as high. Beyond the highest a generalised Pareto tail goes on, as in `rarity`.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec

from engine.systems.baseline.models.rarity import SHAPE

_DAY: Final = 86_400.0
_STEP_S: Final = 3_600.0
"""What lies less back is forgotten no more than not at all."""
_HALF_LIFE: Final = 28 * _DAY
_A_DOUBLING: Final = 4
"""Heights are counted in steps of a fifth."""
_LEAST: Final = 0.125
_PRIOR_DAYS: Final = 1.0
"""So many days before it began nothing is held to have come."""
_HALF: Final = 0.5


class Peaks(msgspec.Struct, gc=False):
    """`counts` by height (its number of steps), over `days`, as of `time` (seconds); `top` is the highest."""

    time: float
    days: float = 0.0
    top: float = 0.0
    counts: dict[int, float] = {}


def digits(peaks: Peaks, time: float, height: float, floor: float = 0.0) -> float:
    """How many days, as a power of ten, lie between two that go so far. Changes nothing.

    `floor`: nothing lower is ever counted.
    """
    passed = max(time - peaks.time, 0.0)
    kept = 0.5 ** (passed / _HALF_LIFE)
    step = _step(height)
    higher = sum([count for at, count in peaks.counts.items() if at > step])
    as_high = kept * (higher + _HALF * peaks.counts.get(step, 0.0))
    found = math.log10((kept * peaks.days + passed / _DAY + _PRIOR_DAYS) / (as_high + _HALF))
    highest = max(peaks.top, floor)
    return found + math.log10(height / highest) / SHAPE if 0 < highest < height else found


def count(peaks: Peaks, time: float, height: float, instead: float = 0.0) -> None:
    """Something went so far; `instead` of how far it went when it was counted last, if that counts still."""
    if time - peaks.time >= _STEP_S:
        _forget(peaks, time)
    if instead > 0:
        if _step(instead) not in peaks.counts:
            return
        _remove(peaks, _step(instead))
    step = _step(height)
    peaks.counts[step] = peaks.counts.get(step, 0.0) + 1
    peaks.top = max(peaks.top, min(height, 2 * peaks.top) if peaks.top else height)


def take_back(peaks: Peaks, height: float) -> None:
    """What went so far, or a step more or less, is not to count: the next is as rare as it was."""
    step = _step(height)
    for at in (step, step - 1, step + 1):
        if at in peaks.counts:
            _remove(peaks, at)
            break
    highest = max(peaks.counts, default=None)
    peaks.top = 0.0 if highest is None else min(peaks.top, 2.0 ** ((highest + 1) / _A_DOUBLING))


def _remove(peaks: Peaks, step: int) -> None:
    left = peaks.counts.pop(step, 0.0) - 1
    if left > 0:
        peaks.counts[step] = left


def _forget(peaks: Peaks, time: float) -> None:
    passed = time - peaks.time
    kept = 0.5 ** (passed / _HALF_LIFE)
    peaks.days = kept * peaks.days + passed / _DAY
    peaks.counts = {at: kept * count for at, count in peaks.counts.items()}
    peaks.time = time


def _step(height: float) -> int:
    return math.floor(_A_DOUBLING * math.log2(max(height, _LEAST)))
