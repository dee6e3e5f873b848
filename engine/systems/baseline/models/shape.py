"""Remembered patterns: how far the last stretch of a stream is from the nearest of those that it had before.

A stretch is twelve means of four values each. The memory is 32 stretches; one that is like a remembered one
draws that towards itself, one that is not takes the place of the one that was not seen for longest.
"""

from __future__ import annotations

import math
from itertools import repeat
from typing import Final

import msgspec

from engine.systems.baseline.models import rarity
from engine.systems.baseline.models.digits import within_evidence
from engine.systems.baseline.models.rarity import Test

LENGTH: Final = 12
STRIDE: Final = 4
"""Values between two looks."""
SPAN: Final = LENGTH * STRIDE
"""Values of a stretch."""
_REMEMBERED: Final = 32
_LIKE: Final = 0.7
_UNLIKE: Final = 1.5
_DRAWN: Final = 0.1
_FADES: Final = 0.9
_SURE: Final = 200.0
_CLIP: Final = 4.0
_SETTLED: Final = 20


class Shape(msgspec.Struct, gc=False):
    """`digits`: how rare the last whole stretch was, fading since. `usual`: the mean distance to one.

    `distance` is that of the last stretch to the nearest one, `unlike` the same beside what was usual.
    """

    total: float = 0.0
    part: int = 0
    recent: list[float] = msgspec.field(default_factory=list)
    patterns: list[tuple[float, ...]] = msgspec.field(default_factory=list)
    used: list[int] = msgspec.field(default_factory=list)
    seen: int = 0
    usual: float = 0.0
    digits: float = 0.0
    test: Test = msgspec.field(default_factory=lambda: Test(quantile=1.8, excess=0.4))
    distance: float = 0.0
    unlike: float = 0.0


def forget_recent(shape: Shape) -> None:
    """After a gap a stretch begins anew."""
    shape.total, shape.part, shape.digits = 0.0, 0, 0.0
    shape.recent.clear()


def learn(shape: Shape, value: float) -> None:
    """Take in a value, in units of the stream's own scale."""
    shape.total += value
    shape.part += 1
    if shape.part < STRIDE:
        shape.digits *= _FADES
        return
    shape.recent.append(shape.total / STRIDE)
    shape.total, shape.part = 0.0, 0
    if len(shape.recent) < LENGTH:
        return
    if len(shape.recent) > LENGTH:
        del shape.recent[0]
    _compare(shape, tuple(shape.recent))


def ends_stretch(shape: Shape) -> bool:
    """Whether the next value ends a stretch, which is then compared and learned."""
    return shape.part == STRIDE - 1 and len(shape.recent) >= LENGTH - 1


class Memory(msgspec.Struct, array_like=True, gc=False):
    """All that a `Shape` has learned, but for how it goes just now."""

    patterns: list[tuple[float, ...]]
    used: list[int]
    seen: int
    usual: float
    test: Test


def memory(shape: Shape) -> Memory:
    """What it has learned by now; stays as it is."""
    test = msgspec.structs.replace(shape.test, counts=[*shape.test.counts])
    return Memory([*shape.patterns], [*shape.used], shape.seen, shape.usual, test)


def put_back(shape: Shape, known: Memory) -> None:
    """Let it know what it knew then, and nothing that came since."""
    shape.patterns, shape.used = [*known.patterns], [*known.used]
    shape.seen, shape.usual = known.seen, known.usual
    shape.test = msgspec.structs.replace(known.test, counts=[*known.test.counts])


def hold(shape: Shape, since: int, looks: int) -> None:
    """What was seen from a look on keeps its place for so many looks, whatever else is new."""
    until = shape.seen + looks
    shape.used = [until if each >= since else each for each in shape.used]


def teach(shape: Shape, stretch: tuple[float, ...], looks: int) -> None:
    """Remember a stretch for so many looks; the one that was not seen for longest makes room."""
    until = shape.seen + looks
    if len(shape.patterns) < _REMEMBERED:
        shape.patterns.append(stretch)
        shape.used.append(until)
        return
    oldest = shape.used.index(min(shape.used))
    shape.patterns[oldest], shape.used[oldest] = stretch, until


def _compare(shape: Shape, stretch: tuple[float, ...]) -> None:
    shape.seen += 1
    if not shape.patterns:
        _remember(shape, stretch)
        return
    distances = list(map(math.dist, shape.patterns, repeat(stretch)))
    least = min(distances)
    if shape.seen > _REMEMBERED:
        unlike = least / max(shape.usual, 1e-9)
        shape.distance, shape.unlike = least, unlike
        found = rarity.borne_out(shape.test, unlike)
        shape.digits = within_evidence(found, shape.seen) * min(1.0, shape.seen / _SURE)
        if unlike <= shape.test.quantile:
            shape.test.quantile *= shape.test.sinks
        else:
            rarity.count(shape.test, unlike, 1.0, shape.seen)
    usual = shape.usual
    clipped = min(least, _CLIP * usual) if shape.seen > _SETTLED else least
    shape.usual += max(1 / shape.seen, 0.01) * (clipped - usual)
    _keep(shape, stretch, distances.index(least), least)


def _keep(shape: Shape, stretch: tuple[float, ...], nearest: int, distance: float) -> None:
    if len(shape.patterns) < _REMEMBERED:
        if distance > _LIKE * shape.usual:
            _remember(shape, stretch)
            return
    elif distance > _UNLIKE * shape.usual:
        oldest = shape.used.index(min(shape.used))
        shape.patterns[oldest], shape.used[oldest] = stretch, shape.seen
        return
    shape.used[nearest] = max(shape.used[nearest], shape.seen)
    pattern = shape.patterns[nearest]
    shape.patterns[nearest] = tuple(
        [old + _DRAWN * (new - old) for old, new in zip(pattern, stretch, strict=True)]
    )


def _remember(shape: Shape, stretch: tuple[float, ...]) -> None:
    shape.patterns.append(stretch)
    shape.used.append(shape.seen)
