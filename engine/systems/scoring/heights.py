"""How bad a day usually becomes: the highest score of each of the last days, by what it is the score of.

A document that asks for it calls people only when it is worse than most days were. Today does not count, so
that the order of one instant does not matter, and a day of which nothing is known was a quiet one.
"""

from __future__ import annotations

from math import ceil
from typing import Final

from engine.instants import DAY_MS
from engine.systems.scoring.picture import Picture
from engine.systems.scoring.spec import Scope, ScoringSpec, Unusual

_WORSE: Final = 1.1
"""What is left of the day before adds a little: it takes a tenth more to be worse."""


def note(spec: ScoringSpec, picture: Picture, scope: Scope, exponent: float, now: int) -> None:
    """Remember a score, by its exponent, where it may be the highest of its day."""
    if spec.unusual is None or scope not in spec.escalate:
        return
    of, day = picture.heights.setdefault(scope, {}), now // DAY_MS
    if exponent > of.get(day, 0.0):
        of[day] = exponent
        for old in [each for each in of if each < day - spec.unusual.days]:
            del of[old]


def is_unusual(spec: ScoringSpec, picture: Picture, scope: Scope, exponent: float, now: int) -> bool:
    """Whether a score is above the percentile of the days that the document asks for; without one, always."""
    if spec.unusual is None:
        return True
    return exponent > _WORSE * _usual(spec.unusual, picture.heights.get(scope, {}), now // DAY_MS)


def _usual(unusual: Unusual, of: dict[int, float], today: int) -> float:
    days = sorted(of.get(today - n, 0.0) for n in range(1, unusual.days + 1))
    return days[max(ceil(unusual.percentile / 100 * len(days)) - 1, 0)]


def prune(spec: ScoringSpec, picture: Picture, now: int) -> None:
    """Forget days that no longer count."""
    first = now // DAY_MS - (0 if spec.unusual is None else spec.unusual.days)
    for scope in list(picture.heights):
        left = {day: each for day, each in picture.heights[scope].items() if day >= first}
        picture.heights[scope] = left
        if not left or spec.unusual is None:
            del picture.heights[scope]
