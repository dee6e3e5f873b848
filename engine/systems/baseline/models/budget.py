"""From how many digits on a thing is told, so that people are called as seldom as they asked for."""

from __future__ import annotations

import math
from typing import Final

LEAST_DIGITS: Final = 3.0


def threshold(looks_a_day: float, alerts_a_day: float) -> float:
    """The digits that so many looks (keys times buckets a day) reach by chance so many times a day.

    Both above 0. Never fewer than three: once in a thousand.
    """
    return max(LEAST_DIGITS, math.log10(looks_a_day / alerts_a_day))
