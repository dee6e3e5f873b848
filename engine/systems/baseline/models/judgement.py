"""What a model says of one value: how rare, beside what was expected, from how much evidence."""

from __future__ import annotations

from typing import Final

import msgspec

LOW_EVIDENCE: Final = 30
"""Fewer observations than this are said to be few."""


class Judgement(msgspec.Struct, frozen=True, gc=False):
    """`digits`: once in 10^digits. `z`: how many scales from what was expected, with its sign.

    `low` to `high` is the usual range (nine of ten lie in it). `n` is the number of observations (values,
    buckets) that it comes from. `reason` is the test that found it: `high`, `low`, `silent`, `shift`,
    `shape`, `new`, or empty where nothing stands out.
    """

    digits: float
    z: float
    expected: float
    low: float
    high: float
    scale: float
    n: int
    reason: str = ""

    @property
    def low_evidence(self) -> bool:
        """Whether it comes from too little to be sure."""
        return self.n < LOW_EVIDENCE
