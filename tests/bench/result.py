"""What a benchmark reached, beside what it must."""

from __future__ import annotations

import msgspec


class Reached(msgspec.Struct):
    """One row of the table. `figures` are what the result was worked out from, in words."""

    what: str
    reached: float
    must: float
    aim: float
    unit: str
    figures: str

    @property
    def verdict(self) -> str:
        if self.reached <= self.aim:
            return "aim reached"
        return "must reached" if self.reached <= self.must else "MISSED"


def percentile(values: list[float], share: float) -> float:
    """The value below which this share (0 to 1) of the sample lies, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
