"""How rare a distance is for this very stream: a tracked 95 % quantile and the mean excess above it.

Beyond the quantile the tail is a generalised Pareto one (Pickands 1975), its scale the mean excess of the
stream itself, begun from that of a normal stream. Its shape is fixed: real tails are heavier than normal.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec

_ABOVE: Final = 0.05
_DIGITS: Final = -math.log10(_ABOVE)
SHAPE: Final = 0.15
_PRIOR: Final = 20.0
"""The prior counts as so many distances above the quantile, the harvest of 400."""
_MEMORY: Final = 200.0
"""Of so many distances above the quantile the tail is the mean: 4,000 of the stream."""
_CLIP: Final = 5.0
"""Excesses are learned up to so many of their mean: one wild value does not hide the next."""


class Tail(msgspec.Struct, gc=False):
    """`quantile`: one in twenty lies above; `excess`: by how much on average; `seen`: how many did."""

    quantile: float = 2.0
    excess: float = 0.6
    seen: float = 0.0


def digits(tail: Tail, distance: float) -> float:
    """The digits of a distance (0 and more)."""
    beyond = distance - tail.quantile
    if beyond <= 0:
        part = distance / tail.quantile
        return _DIGITS * part * part
    return _DIGITS + math.log10(1 + SHAPE * beyond / tail.excess) / SHAPE


def learn(tail: Tail, distance: float, weight: float = 1.0) -> None:
    """Take a distance in. `weight` (0 to 1) is less where one learns with care."""
    pace = weight * tail.excess * max(0.06, 2.0 / (1.0 + tail.seen))
    beyond = distance - tail.quantile
    if beyond <= 0:
        tail.quantile = max(tail.quantile - _ABOVE * pace, 0.1 * tail.quantile, 1e-9)
        return
    tail.quantile += (1 - _ABOVE) * pace
    tail.seen = min(tail.seen + weight, _MEMORY)
    clipped = min(beyond, _CLIP * tail.excess)
    tail.excess = max(tail.excess + weight * (clipped - tail.excess) / (_PRIOR + tail.seen), 1e-9)
