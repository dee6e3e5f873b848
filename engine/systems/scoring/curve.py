"""The course of scores over a time, from the samples that were written down. Pure; instants in milliseconds.

Between two samples a score falls by the half-life, which is worked out here as it was then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from engine.systems.scoring.bands import BANDS, Caps, exponent, kept, score_of
from engine.systems.scoring.spec import FLOORS, LEVELS, Level

POINTS: Final = 240
"""Instants at which a curve is worked out, evenly, beside those of its samples."""


class Curve(msgspec.Struct, frozen=True):
    """`points` are instants with scores, in order. `floors` are where the levels begin."""

    since: int
    until: int
    points: tuple[tuple[int, float], ...]
    floors: tuple[float, ...]
    samples: int

    @property
    def highest(self) -> tuple[int, float]:
        """The first instant with the highest score."""
        return max(self.points, key=lambda each: (each[1], -each[0]))

    @property
    def mean(self) -> float:
        """The score on the average of the time."""
        return sum(score * length for score, length in self._stretches()) / max(self.until - self.since, 1)

    def shares(self) -> dict[Level, float]:
        """Which part of the time each level had, the lowest first."""
        found = dict.fromkeys(LEVELS, 0.0)
        for score, length in self._stretches():
            place = max(n for n, floor in enumerate(self.floors) if score >= floor or not n)
            found[LEVELS[place]] += length / max(self.until - self.since, 1)
        return found

    def _stretches(self) -> list[tuple[float, int]]:
        ends = [*(at for at, _ in self.points[1:]), self.until]
        return [(score, end - at) for (at, score), end in zip(self.points, ends, strict=True)]


def curve(rows: Sequence[Mapping[str, Any]], since: int, until: int, system: str | None = None) -> Curve:
    """The course of a guild's score, or of a system in it. Of several documents the worst at each instant."""
    by_document: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_document.setdefault(str(row["document"]), []).append(row)
    step = max((until - since) // POINTS, 1)
    instants = {*range(since, until + 1, step), until}
    instants.update(row["at"] for row in rows if since <= row["at"] <= until)
    courses = [_Course(each, system) for each in by_document.values()]
    points = tuple((at, max((each.at(at) for each in courses), default=0.0)) for at in sorted(instants))
    floors = tuple(map(float, rows[-1]["floors"])) if rows else FLOORS
    inside = sum(since <= row["at"] <= until for row in rows)
    return Curve(since, until, points, floors, inside)


class _Course:
    """What the samples of one document say."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], system: str | None) -> None:
        self._rows = rows
        self._system = system
        self._times = [row["at"] for row in rows]

    def at(self, time: int) -> float:
        place = bisect_right(self._times, time)
        if not place:
            return 0.0
        row = self._rows[place - 1]
        bands = row.get("guild") if self._system is None else row["systems"].get(self._system)
        if not bands or len(bands) != BANDS:
            return 0.0
        half_life = row["half_lives"]["guild" if self._system is None else "system"]
        factor = kept(time - row["at"], half_life)
        return score_of(exponent([int(each * factor) for each in bands], Caps(tuple(row["tops"]))))
