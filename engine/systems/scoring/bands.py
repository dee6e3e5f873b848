"""The formula of the threat score: log-evidence that decays, in bands that are nested. Pure.

Each signal adds to the band of its severity. A band saturates at its cap, and what it comes to goes into
the band above: so no number of small things comes to more than the cap of the small. What is critical has
no cap.

    L_b = min(4 cap_b, L_b 2^(-dt/half-life) + sum of evidence)
    E_b = cap_b (1 - exp(-x_b/cap_b)),  x_b = min(4 cap_b, L_b + E_below)
    score = 100 (1 - exp(-(E_high + L_critical)))

Evidence is kept in whole billionths: sums of whole numbers are the same in every order.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, exp, exp2, expm1, log, log1p
from typing import Final

import msgspec

from engine.signal import SEVERITIES, Severity

UNIT: Final = 1_000_000_000
"""So much is an exponent of 1."""
BANDS: Final = 4
LOW, MEDIUM, HIGH, CRITICAL = range(BANDS)
BAND_OF: Final[dict[Severity, int]] = dict(zip(SEVERITIES, (LOW, LOW, MEDIUM, HIGH, CRITICAL), strict=True))
WEIGHTS: Final[dict[Severity, float]] = dict(
    zip(SEVERITIES, (0.0108, 0.0583, 0.3296, 0.7513, 1.6095), strict=True)
)
"""What one signal adds at full confidence: a lone one then lands on 1, 5, 25, 50 or 80."""
TOPS: Final = (24.0, 79.0, 99.0)
"""What any number of signals up to low, medium and high comes to at the most, as a score."""
_DEEPEST: Final = 4
"""A band holds so many times its cap: what is beyond would only take longer to go."""
_MOST: Final = 1_000_000_000 * UNIT
"""Of what is critical, so that it can be stored."""
SPENT: Final = UNIT // 10_000
"""Below this (a hundredth of a point) an entity is as if nothing had ever been."""

Levels = list[int]
"""What is in each band, in billionths."""


class Caps(msgspec.Struct, frozen=True):
    """The caps of the bands but the highest, as exponents."""

    caps: tuple[float, ...]

    @classmethod
    def of(cls, tops: Sequence[float] = TOPS) -> Caps:
        """From the scores that bands come to at the most."""
        return cls(tuple(exponent_of(each) for each in tops))

    def most(self, band: int) -> int:
        """How much a band holds."""
        return _MOST if band == CRITICAL else int(_DEEPEST * self.caps[band] * UNIT)


def exponent_of(score: float) -> float:
    """The exponent of a score below 100."""
    return -log1p(-score / 100)


def score_of(exponent: float) -> float:
    """The score of an exponent, from 0 to 100."""
    return -100 * expm1(-exponent)


def exponent(bands: Levels, caps: Caps) -> float:
    """How bad it is: entities are ranked by this, as scores near 100 are hardly apart."""
    below = 0.0
    for band, cap in enumerate(caps.caps):
        filled = min(_DEEPEST * cap, bands[band] / UNIT + below)
        below = -cap * expm1(-filled / cap)
    return below + bands[CRITICAL] / UNIT


def shares(bands: Levels, caps: Caps) -> list[float]:
    """Which part of the exponent each band has, by itself; together 1, or all 0 where there is nothing."""
    own, through = [0.0] * BANDS, [0.0] * BANDS
    below = 0.0
    for band, cap in enumerate(caps.caps):
        amount = bands[band] / UNIT
        whole = amount + below
        own[band] = amount / whole if whole else 0.0
        through[band] = 1 - own[band] if whole else 0.0
        below = -cap * expm1(-min(_DEEPEST * cap, whole) / cap)
    whole = below + bands[CRITICAL] / UNIT
    if not whole:
        return [0.0] * BANDS
    found = [0.0] * BANDS
    found[CRITICAL] = bands[CRITICAL] / UNIT / whole
    left = below / whole
    for band in (HIGH, MEDIUM, LOW):
        found[band] = left * own[band]
        left *= through[band]
    return found


def kept(elapsed: int, half_life: int) -> float:
    """Which part is left after some milliseconds."""
    return exp2(-elapsed / half_life)


def add(bands: Levels, caps: Caps, band: int, amount: int) -> None:
    """Add evidence to a band."""
    bands[band] = min(caps.most(band), bands[band] + amount)


def weight(base: float, *factors: float) -> int:
    """The evidence of one signal, in billionths; more of anything is never less."""
    for factor in factors:
        base *= factor
    return round(base * UNIT)


def weight_for(points: float, band: int, caps: Caps) -> float:
    """What a signal must add so that it comes to a score by itself, rounded up to four places.

    Infinite where the caps above do not let a band come so far.
    """
    wanted = exponent_of(points)
    for each in (HIGH, MEDIUM, LOW):
        if band > each:
            break
        part = 1 - wanted / caps.caps[each]
        if part <= exp(-_DEEPEST):
            return float("inf")
        wanted = -caps.caps[each] * log(part)
    return ceil(wanted * 10_000) / 10_000
