"""Scores as others work them out, each from the same findings: how bad one is by its own table, or by ours.

Times are milliseconds.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Callable, Mapping
from math import exp2, expm1
from typing import Final, Protocol

from engine.signal import SEVERITIES, Severity
from engine.systems.scoring.bands import BAND_OF, CRITICAL, WEIGHTS, Caps
from tests.bench.ranking.communities import DAY, HOUR

Table = Mapping[Severity, float]
OURS: Final[Table] = WEIGHTS
STEPS: Final[Table] = dict(zip(SEVERITIES, (20.0, 40.0, 60.0, 80.0, 100.0), strict=True))
"""Even steps, as risk rules have them."""
ELASTIC: Final[Table] = dict(zip(SEVERITIES, (1.0, 21.0, 47.0, 73.0, 99.0), strict=True))
_FLAT: Final[Table] = dict(zip(SEVERITIES, (0.01, 0.057, 0.318, 0.752, 1.6095), strict=True))
_MONTH: Final = 30 * DAY
_FALLS: Final = 1.5
_REST: Final = 0.2


class Formula(Protocol):
    """The score of one entity."""

    def add(self, time: int, severity: Severity, weight: float) -> None:
        """A finding; `weight` is what its table's value is multiplied with."""

    def score(self, time: int) -> float:
        """What it is ranked by now."""


class Box:
    """The sum within a window: risk-based alerting has one of 24 hours."""

    def __init__(self, window: int, table: Table) -> None:
        self._window, self._table = window, table
        self._seen: deque[tuple[int, float]] = deque()

    def add(self, time: int, severity: Severity, weight: float) -> None:
        self._seen.append((time, self._table[severity] * weight))

    def score(self, time: int) -> float:
        while self._seen and self._seen[0][0] <= time - self._window:
            self._seen.popleft()
        return sum(each for _, each in self._seen)


class Largest(Box):
    """The largest within 24 hours, and a fifth of the rest."""

    def score(self, time: int) -> float:
        whole = super().score(time)
        most = max((each for _, each in self._seen), default=0.0)
        return most + _REST * (whole - most)


class Ranked:
    """Sorted, the largest first, each counts 1/n^1.5; of 30 days, and nothing of it fades."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._seen: list[float] = []

    def add(self, time: int, severity: Severity, weight: float) -> None:
        del time
        insort(self._seen, -self._table[severity] * weight)

    def score(self, time: int) -> float:
        del time  # what is generated is shorter than a month
        return -sum(each / n**_FALLS for n, each in enumerate(self._seen[:1_000], 1))


class Flat:
    """Decaying evidence with a soft cap for each severity, added up."""

    def __init__(self, half_life: int, caps: Caps) -> None:
        self._half_life, self._caps = half_life, caps.caps
        self._bands, self._at = [0.0] * 4, 0

    def add(self, time: int, severity: Severity, weight: float) -> None:
        kept = exp2(-(time - self._at) / self._half_life)
        self._bands = [each * kept for each in self._bands]
        self._at = time
        band = BAND_OF[severity]
        self._bands[band] += _FLAT[severity] * weight
        if band < CRITICAL:
            self._bands[band] = min(self._bands[band], 4 * self._caps[band])

    def score(self, time: int) -> float:
        kept = exp2(-(time - self._at) / self._half_life)
        bands = [each * kept for each in self._bands]
        capped = (-cap * expm1(-each / cap) for cap, each in zip(self._caps, bands, strict=False))
        return sum(capped) + bands[CRITICAL]


Make = Callable[[int], Formula]
"""A formula; of those that decay, with this half-life (milliseconds)."""
_CAPS: Final = Caps.of()
FORMULAS: Final[Mapping[str, Make]] = {
    "sum of 24 h (Splunk RBA)": lambda _: Box(DAY, STEPS),
    "sum of 24 h, our weights": lambda _: Box(DAY, OURS),
    "sum of 6 h, our weights": lambda _: Box(6 * HOUR, OURS),
    "sum of 1 h, our weights": lambda _: Box(HOUR, OURS),
    "1/n^1.5 of 30 days (Elastic)": lambda _: Ranked(ELASTIC),
    "1/n^1.5, our weights": lambda _: Ranked(OURS),
    "max + 0.2 rest (SecOps)": lambda _: Largest(DAY, STEPS),
    "max + 0.2 rest, our weights": lambda _: Largest(DAY, OURS),
    "flat": lambda half_life: Flat(half_life, _CAPS),
}
NOVEL: Final[Mapping[str, Make]] = {f"{name}, our novelty": FORMULAS[name] for name in ("flat",)}
"""Those that are given our novelty, too."""
