"""Rivals against the clock: all see the same streams, a slow one an evenly thinned set of them, or none."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final

import msgspec
from threadpoolctl import threadpool_limits

from tests.bench.anomalies.labelled import Labelled
from tests.bench.anomalies.rivals import Rival

LIMIT: Final = 60.0
"""Seconds of processor time that a rival has for all streams, and if it does not do, for the thinned set."""
THINNED: Final = 5
"""A slow rival sees one stream in so many."""


class Raced(msgspec.Struct, frozen=True):
    """The scores of the streams that it saw, by their number; none of them where it was `left_out`."""

    scores: dict[int, list[float]]
    seconds: float
    left_out: bool = False


def race(many: list[Labelled], rival: Rival, limit: float = LIMIT) -> Raced:
    """Let it see the thinned set, and where that says that `limit` seconds suffice for all streams, the rest.

    All run on one core: threads that wait for each other would count twice. The clock is looked at after each
    stream: what is left out may have taken a stream longer.
    """
    with threadpool_limits(1):
        return _raced(many, rival, limit)


def _raced(many: list[Labelled], rival: Rival, limit: float) -> Raced:
    scores: dict[int, list[float]] = {}
    began = time.process_time()
    few = thinned(many)
    for at in few:
        scores[at] = rival(many[at])
        if time.process_time() - began > limit:
            return Raced({}, time.process_time() - began, left_out=True)
    share = _rows(many, few) / _rows(many, range(len(many)))
    if time.process_time() - began <= limit * share:
        for at in sorted(set(range(len(many))) - set(few)):
            scores[at] = rival(many[at])
    return Raced(scores, time.process_time() - began)


def thinned(many: list[Labelled]) -> range:
    """The numbers of one stream in five, as they stand: of every kind some."""
    return range(0, len(many), THINNED)


def _rows(many: list[Labelled], numbers: Iterable[int]) -> int:
    return sum(len(many[at].values) for at in numbers)
