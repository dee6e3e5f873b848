"""How rare a distance is for this very stream: its own tail, held against how often it really came.

Two answers, of which the lower counts:

* a tail: a tracked 95 % quantile, and beyond it a generalised Pareto tail (Pickands 1975) whose scale is
  the mean excess of the stream, begun from that of a normal one. Its shape is fixed: real tails are heavier
  than normal.
* a tally (`Tally`): how many of all distances came as high, in steps of a fifth. Where a stream leaps now
  and then its leaps are not rare, however far they go; beyond the highest seen the same tail goes on.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec

_ABOVE: Final = 0.05
_BASE: Final = -math.log10(_ABOVE)
SHAPE: Final = 0.15
_PRIOR: Final = 20.0
"""The prior counts as so many distances above the quantile, the harvest of 400."""
_MEMORY: Final = 200.0
"""Of so many distances above the quantile the tail is the mean: 4,000 of the stream."""
_CLIP: Final = 5.0
"""Excesses are learned up to so many of their mean: one wild value does not hide the next."""
_LEAST: Final = 1e-9

_BINS: Final = 64
_LOWEST: Final = 8.0
_A_DOUBLING: Final = 4
_PSEUDO: Final = 20.0
_KEPT: Final = 20_000.0
_EPISODE: Final = 0.97
_SAME: Final = 0.8
_AGAIN: Final = 0.3
"""What belongs to a height that was just reached counts less: rare are episodes, not their points."""


class Tail(msgspec.Struct, gc=False):
    """`quantile`: one in twenty lies above; `excess`: by how much on average; `seen`: how many did."""

    quantile: float = 2.0
    excess: float = 0.6
    seen: float = 0.0


class Tally(msgspec.Struct, gc=False):
    """How many distances above the quantile came in each bin, of how many in all; `top` is the highest,
    `record` that of the episode, which fades.
    """

    total: float = 0.0
    top: float = 1.0
    record: float = 0.0
    counts: list[float] = msgspec.field(default_factory=lambda: [0.0] * _BINS)


def digits(tail: Tail, distance: float) -> float:
    """The digits of a distance (0 and more) by its tail."""
    beyond = distance - tail.quantile
    if beyond <= 0:
        part = distance / tail.quantile
        return _BASE * part * part
    return _BASE + math.log10(1 + SHAPE * beyond / tail.excess) / SHAPE


def counted_digits(tail: Tail, tally: Tally, distance: float) -> float:
    """The digits of a distance by its tail, and no more than its tally bears out."""
    if distance <= tail.quantile:
        part = distance / tail.quantile
        return _BASE * part * part
    by_tail = _BASE + math.log10(1 + SHAPE * (distance - tail.quantile) / tail.excess) / SHAPE
    place = _bin(distance)
    as_high = math.fsum(tally.counts[place + 1 :]) + 0.5 * tally.counts[place]
    by_tally = math.log10((tally.total + _PSEUDO) / (as_high + 0.5))
    if distance > tally.top:
        by_tally += math.log10(distance / tally.top) / SHAPE
    return min(by_tail, by_tally)


def learn(tail: Tail, distance: float, weight: float = 1.0) -> None:
    """Take a distance in. `weight` (0 to 1) is less where one learns with care."""
    pace = weight * tail.excess * max(0.06, 2.0 / (1.0 + tail.seen))
    beyond = distance - tail.quantile
    if beyond <= 0:
        tail.quantile = max(tail.quantile - _ABOVE * pace, 0.1 * tail.quantile, _LEAST)
        return
    tail.quantile += (1 - _ABOVE) * pace
    tail.seen = min(tail.seen + weight, _MEMORY)
    clipped = min(beyond, _CLIP * tail.excess)
    tail.excess = max(tail.excess + weight * (clipped - tail.excess) / (_PRIOR + tail.seen), _LEAST)


def learn_counted(tail: Tail, tally: Tally, distance: float, weight: float = 1.0) -> None:
    """Take a distance in, by tail and tally."""
    if tally.record > tail.quantile and distance <= _SAME * tally.record:
        weight *= _AGAIN
    tally.record = max(distance, tally.record * _EPISODE)
    tally.total += weight
    if distance > tail.quantile:
        tally.counts[_bin(distance)] += weight
        tally.top = max(tally.top, min(distance, 2 * tally.top))
    if tally.total > _KEPT:
        tally.total *= 0.5
        tally.counts = [0.5 * each for each in tally.counts]
    learn(tail, distance, weight)


def _bin(distance: float) -> int:
    scaled = distance * _LOWEST
    return 0 if scaled <= 1 else min(_BINS - 1, int(_A_DOUBLING * math.log2(scaled)))
