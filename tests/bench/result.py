"""What a benchmark reached, beside what it must."""

from __future__ import annotations

import msgspec


class Reached(msgspec.Struct):
    """One row of the table. `figures` are what the result was worked out from, in words.

    Less is better, unless it says `more`. Without `must` and `aim` it is only told.
    """

    what: str
    reached: float
    must: float | None
    aim: float | None
    unit: str
    figures: str
    more: bool = False

    @property
    def verdict(self) -> str:
        if self.must is None or self.aim is None:
            return ""
        if self._reaches(self.aim):
            return "aim reached"
        return "must reached" if self._reaches(self.must) else "MISSED"

    def _reaches(self, bar: float) -> bool:
        return self.reached >= bar if self.more else self.reached <= bar


def percentile(values: list[float], share: float) -> float:
    """The value below which this share (0 to 1) of the sample lies, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
