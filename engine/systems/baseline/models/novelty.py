"""How rare it is that something is new here. Knows only how many were seen, and how many different."""

from __future__ import annotations

import math
from typing import Final

LEAST_SEEN: Final = 200
LEAST_SECONDS: Final = 86_400.0


def digits(seen: int, distinct: int, seconds: float) -> float:
    """Digits of a first time, after `seen` observations of `distinct` values over `seconds`.

    New ones come once in (seen + 1)/(distinct + 1): where they are common they say nothing. Nothing is said
    at all in the first day, or of the first 200 observations.
    """
    if seen < LEAST_SEEN or seconds < LEAST_SECONDS:
        return 0.0
    return math.log10((seen + 1) / (distinct + 1))
