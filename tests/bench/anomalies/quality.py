"""How good a ranking of points is: windows found at equal numbers of alerts, and a score as Numenta's.

An alert is the highest point left, the earlier of equals. Nobody is judged on the probation of a stream.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from tests.bench.anomalies.labelled import Labelled

PER_WINDOW: Final = (1, 2, 3)
"""Alerts for each labelled window."""
REST: Final = 0.01
"""With a rest: after an alert, so much of a stream's length counts to the same alert."""
_FALSE: Final = 0.11
"""What a false alert costs, of what a window missed costs: the benchmark's standard profile."""
_THRESHOLDS: Final = 300

Scores = Sequence[float]


def alerts(series: Labelled, scores: Scores, number: int, rest: int) -> list[int]:
    """The `number` highest points of a stream, none within `rest` points of one chosen."""
    judged = np.asarray(scores, dtype=float).copy()
    judged[: series.first_judged] = -np.inf
    order = np.lexsort((np.arange(len(judged)), -judged))
    chosen: list[int] = []
    for at in order:
        if len(chosen) == number or judged[at] == -np.inf:
            break
        if all(abs(int(at) - other) > rest for other in chosen):
            chosen.append(int(at))
    return chosen


def found(series: Labelled, chosen: list[int]) -> int:
    """How many windows have an alert."""
    return sum(any(first <= at <= last for at in chosen) for first, last in series.windows)


def share_found(many: list[Labelled], scores: list[Scores], *, rested: bool) -> float:
    """Windows found stream by stream, as a share, the mean over one to three alerts a window."""
    windows = sum(len(series.windows) for series in many)
    total = 0
    for series, its in zip(many, scores, strict=True):
        rest = int(REST * len(its)) if rested else 0
        for per in PER_WINDOW:
            total += found(series, alerts(series, its, per * len(series.windows), rest))
    return total / windows / len(PER_WINDOW)


def share_pooled(many: list[Labelled], scores: list[Scores]) -> float:
    """The same with one list of alerts for all streams: whether scores of different streams compare."""
    windows = sum(len(series.windows) for series in many)
    ranked: list[tuple[float, int, int]] = []
    for number, (series, its) in enumerate(zip(many, scores, strict=True)):
        highest = alerts(series, its, 12 * len(series.windows), int(REST * len(its)))
        ranked += [(-its[at], number, at) for at in highest]
    ranked.sort()
    total = 0
    for per in PER_WINDOW:
        taken = ranked[: per * windows]
        for number, series in enumerate(many):
            total += found(series, [at for _, its, at in taken if its == number])
    return total / windows / len(PER_WINDOW)


def numenta(many: list[Labelled], scores: list[Scores]) -> float:
    """0 is saying nothing, 100 each window at its first point and nothing else; one threshold for all."""
    pooled = np.concatenate([np.asarray(its)[s.first_judged :] for s, its in zip(many, scores, strict=True)])
    high = np.unique(np.sort(pooled)[-max(1, len(pooled) // 20) :])[::-1]
    chosen = high[np.unique(np.geomspace(1, len(high), _THRESHOLDS).astype(int)) - 1]
    parts = [_Parts(series, its) for series, its in zip(many, scores, strict=True)]
    windows = sum(len(series.windows) for series in many)
    best = max((sum(part.gain(at) for part in parts) for at in chosen), default=0.0)
    return 100 * max(0.0, best) / (windows * (1 + _worth(-1.0)))


def _worth(position: float) -> float:
    """What a detection is worth at a place relative to its window: -1 its begin, 0 its end, later less."""
    return 2 / (1 + math.exp(5 * position)) - 1 if position < 3 else -1.0


class _Parts:
    """What each point of a stream gains or costs when it is told."""

    def __init__(self, series: Labelled, scores: Scores) -> None:
        self._scores = np.asarray(scores, dtype=float)[series.first_judged :]
        begin = series.first_judged
        self._windows = [(first - begin, last - begin) for first, last in series.windows]
        self._cost = np.array([self._false(at) for at in range(len(self._scores))])

    def _false(self, at: int) -> float:
        before = [(first, last) for first, last in self._windows if first <= at]
        if not before:
            return -_FALSE
        first, last = before[-1]
        return 0.0 if at <= last else _FALSE * _worth((at - last) / max(1, last - first))

    def gain(self, threshold: float) -> float:
        """Above saying nothing."""
        told = self._scores >= threshold
        total = float(self._cost[told].sum())
        for first, last in self._windows:
            hits = np.flatnonzero(told[first : last + 1])
            if len(hits):
                total += 1 + _worth(int(hits[0]) / max(1, last - first) - 1)
        return total
