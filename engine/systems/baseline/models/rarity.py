"""How rare a distance is for this very stream: its own tail, held against how often it really came.

`Tail` is a tracked 95 % quantile, and beyond it a generalised Pareto tail (Pickands 1975) whose scale is
the mean excess of the stream, begun from that of a normal one. Its shape is fixed: real tails are heavier
than normal.

`Test` counts as well how many distances came as high, in steps of a fifth, and claims no more than that:
where a stream leaps now and then its leaps are not rare, however far they go. Beyond the highest the tail
goes on.
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
_SLOWEST: Final = 0.06
_MOST_SUNK: Final = 0.9
_LEAST: Final = 1e-9

_BINS: Final = 64
_LOWEST: Final = 8.0
_A_DOUBLING: Final = 4
_PSEUDO: Final = 20.0
_KEPT: Final = 20_000.0


class Tail(msgspec.Struct, gc=False):
    """`quantile`: one in twenty lies above; `excess`: by how much on average; `seen`: how many did."""

    quantile: float = 2.0
    excess: float = 0.6
    seen: float = 0.0


class Test(Tail, gc=False):
    """`counts` by height of distances above the quantile, of `total` in all; `top` is the highest. `at` is
    the number of the distance that was counted last. `sinks` is what each distance below leaves of the
    quantile.
    """

    sinks: float = 0.97
    total: float = 0.0
    top: float = 1.0
    at: int = 0
    counts: list[float] = msgspec.field(default_factory=lambda: [0.0] * _BINS)


def digits(tail: Tail, distance: float) -> float:
    """The digits of a distance (0 and more) by its tail."""
    quantile = tail.quantile
    if distance <= quantile:
        part = distance / quantile
        return _BASE * part * part
    return _BASE + math.log10(1 + SHAPE * (distance - quantile) / tail.excess) / SHAPE


def borne_out(test: Test, distance: float) -> float:
    """The digits of a distance by its tail, and no more than was counted bears out."""
    quantile = test.quantile
    if distance <= quantile:
        part = distance / quantile
        return _BASE * part * part
    by_tail = _BASE + math.log10(1 + SHAPE * (distance - quantile) / test.excess) / SHAPE
    place = _bin(distance)
    as_high = sum(test.counts[place + 1 :]) + 0.5 * test.counts[place]
    by_count = math.log10((test.total + _PSEUDO) / (as_high + 0.5))
    if distance > test.top:
        by_count += math.log10(distance / test.top) / SHAPE
    return by_tail if by_tail < by_count else by_count


def learn(tail: Tail, distance: float, weight: float = 1.0) -> None:
    """Take a distance in. `weight` (0 to 1) is less where one learns with care."""
    if distance <= tail.quantile:
        tail.quantile *= _sinks(tail, weight)
        return
    beyond = distance - tail.quantile
    tail.quantile += (1 - _ABOVE) * weight * _pace(tail)
    tail.seen = min(tail.seen + weight, _MEMORY)
    clipped = min(beyond, _CLIP * tail.excess)
    tail.excess = max(tail.excess + weight * (clipped - tail.excess) / (_PRIOR + tail.seen), _LEAST)


def _pace(tail: Tail) -> float:
    return tail.excess * max(_SLOWEST, 2.0 / (1.0 + tail.seen))


def _sinks(tail: Tail, weight: float = 1.0) -> float:
    return max(_MOST_SUNK, 1 - _ABOVE * weight * _pace(tail) / tail.quantile)


def count(test: Test, distance: float, weight: float, number: int) -> None:
    """Take in a distance above the quantile, the `number`-th of all."""
    test.total += number - test.at
    test.at = number
    test.counts[_bin(distance)] += weight
    test.top = max(test.top, min(distance, 2 * test.top))
    if test.total > _KEPT:
        test.total *= 0.5
        test.counts = [0.5 * each for each in test.counts]
    learn(test, distance, weight)
    test.sinks = _sinks(test)


def _bin(distance: float) -> int:
    scaled = distance * _LOWEST
    return 0 if scaled <= 1 else min(_BINS - 1, int(_A_DOUBLING * math.log2(scaled)))
