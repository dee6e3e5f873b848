"""A stream of one metric with the times at which something is wrong, and what generators are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np

HOUR: Final = 3_600
DAY: Final = 86_400
START: Final = 1_735_689_600.0
"""Wednesday the 1st of January 2025."""
PROBATION: Final = 0.15
"""The share of a stream at whose beginning nothing is wrong, and nobody is judged; 750 points at most."""

Array = np.ndarray


class Labelled(msgspec.Struct):
    """Values in time order, and windows (first and last index) in which an alert is right."""

    name: str
    times: list[float]
    values: list[float]
    windows: list[tuple[int, int]]

    @property
    def first_judged(self) -> int:
        return min(750, int(PROBATION * len(self.values)))


class Sheet:
    """What a generator writes on: times at a steady pace, a source of chance, and what went wrong where."""

    def __init__(self, seed: int, points: int, every: float, start: float = START) -> None:
        self.rng = np.random.default_rng(seed)
        self.points = points
        self.every = every
        self.times = start + every * np.arange(points)
        self.hour = self.times / HOUR % 24
        self.day = np.floor(self.times / DAY)
        self.weekend = (self.day + 3) % 7 >= 5
        self.wrong: list[tuple[int, int]] = []

    def places(self, number: int, length: int, *, whole_days: bool = False) -> list[int]:
        """Where `number` anomalies of `length` points begin: apart, after the probation, not at the end."""
        first, last = int(0.3 * self.points), int(0.93 * self.points) - length
        step = (last - first) / number
        chosen = [int(first + step * n + self.rng.uniform(0, 0.6) * step) for n in range(number)]
        if whole_days:
            per_day = round(DAY / self.every)
            chosen = [at - at % per_day for at in chosen]
        for at in chosen:
            self.wrong.append((at, at + length - 1))
        return chosen

    def noise(self, scale: float = 1.0) -> Array:
        return self.rng.normal(0, scale, self.points)

    def wander(self, scale: float, stays: float) -> Array:
        """A first-order autoregression of this deviation; `stays` is what it keeps from point to point."""
        steps = self.rng.normal(0, scale * (1 - stays * stays) ** 0.5, self.points)
        made, last = np.empty(self.points), 0.0
        for n, step in enumerate(steps):
            last = stays * last + step
            made[n] = last
        return made

    def bump(self, centre: float, width: float) -> Array:
        """A daily bump of height 1 around an hour of the day."""
        away = np.abs(self.hour - centre)
        return np.exp(-0.5 * (np.minimum(away, 24 - away) / width) ** 2)

    def labelled(self, name: str, values: Array, times: Array | None = None) -> Labelled:
        """A window is what went wrong, and at least its share of a tenth of the stream."""
        least = int(0.1 * self.points / max(1, len(self.wrong)) / 2)
        windows = [
            (begin, min(self.points - 1, max(end, begin + least))) for begin, end in sorted(self.wrong)
        ]
        when = self.times if times is None else times
        return Labelled(name, [float(t) for t in when], [float(v) for v in values], windows)


Generator = Callable[[int], Labelled]
