"""What measures of numbers have in common: comparisons with any number, and nothing without one."""

from __future__ import annotations

from math import isnan, nan
from typing import Final

from engine.matching.windows.panes import Pane
from engine.matching.windows.thresholds import Comparisons, holds
from engine.matching.windows.window import Plain, Times

NOTHING: Final = nan
"""What an empty window comes to: it meets no comparison."""


class Bounded(Plain, frozen=True):
    """Each item has one number. A further one may be negative: no such condition grows."""

    wanted: Comparisons

    def count(self, pane: Pane, times: Times, instant: int) -> float:
        del times, instant
        return self.number(pane) if pane.last > pane.first else NOTHING

    def number(self, pane: Pane) -> float:
        """What the numbers of a window that is not empty come to."""
        raise NotImplementedError

    def is_met(self, count: float) -> bool:
        return not isnan(count) and holds(self.wanted, count)
