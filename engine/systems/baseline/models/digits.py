"""Rarity as a number of digits: `d` digits are once in 10^d. It never saturates. Pure mathematics."""

from __future__ import annotations

import math
from typing import Final

_LN10: Final = math.log(10)
_HALF_SCORE: Final = 4.0
"""This many digits, once in ten thousand, are a score of a half."""
_FEW: Final = 1e-12
_MOST_BEYOND: Final = 6.0
_LEAST_LIMIT: Final = 1.0
"""So much may be claimed from nothing."""


def score(digits: float) -> float:
    """A fixed monotone map of digits (0 and more) to [0, 1): 0 is 0, 4 is 0.5, 12 is 0.75."""
    return digits / (digits + _HALF_SCORE)


def from_score(value: float) -> float:
    """The digits that have this score (0 to below 1)."""
    return _HALF_SCORE * value / (1 - value)


def negative_binomial(count: float, mean: float, size: float) -> float:
    """Digits of so many or more when `mean` are usual; below it of so few or fewer, as a negative number.

    `size` is that of the negative binomial: its variance is mean + mean^2/size. The tail is bounded by a
    geometric series from its first term on, which is exact far out and says too little, never too much, near
    the middle.
    """
    mean = max(mean, _FEW)
    if count > mean:
        return _upper(count, mean, size)
    return -_lower(count, mean, size)


def _upper(count: float, mean: float, size: float) -> float:
    share = mean / (mean + size)
    ratio = max(share, (count + size) / (count + 1) * share)
    if ratio >= 1:
        return 0.0
    return max(0.0, -(_log_mass(count, mean, size) - math.log1p(-ratio)) / _LN10)


def _lower(count: float, mean: float, size: float) -> float:
    if count <= 0:
        return size * math.log1p(mean / size) / _LN10
    ratio = count / ((count - 1 + size) * mean / (mean + size))
    if not 0 <= ratio < 1:
        return 0.0
    return max(0.0, -(_log_mass(count, mean, size) - math.log1p(-ratio)) / _LN10)


def _log_mass(count: float, mean: float, size: float) -> float:
    """The natural logarithm of the probability of exactly `count`."""
    return (
        math.lgamma(count + size)
        - math.lgamma(size)
        - math.lgamma(count + 1)
        - size * math.log1p(mean / size)
        - count * math.log1p(size / mean)
    )


def within_evidence(digits: float, seen: float) -> float:
    """What may be claimed after `seen` observations: once in ten times as many, and beyond that slowly more.

    Still monotone in `digits`, so that of two wild values the wilder is the rarer.
    """
    if digits <= _LEAST_LIMIT:
        return digits
    limit = _LEAST_LIMIT + math.log10(seen + 1)
    if digits <= limit:
        return digits
    return limit + math.log10(1 + digits - limit)


def before_evidence(digits: float, seen: float) -> float:
    """The digits of which `within_evidence` has made these."""
    limit = _LEAST_LIMIT + math.log10(seen + 1)
    return digits if digits <= limit else limit - 1 + 10.0 ** min(digits - limit, _MOST_BEYOND)
