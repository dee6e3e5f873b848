"""What number stands where when those of a window are put in order: percentiles and the median.

`numbers` of a pane are those of its items, in order.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from math import fsum

from engine.matching.windows.measures.bounds import Bounded
from engine.matching.windows.panes import Item, Pane


class Ordered(Bounded, frozen=True):
    """Keeps the numbers of a window in order."""

    def enter(self, pane: Pane, item: Item) -> None:
        pane.last += 1
        insort(pane.numbers, item.members[0])

    def leave(self, pane: Pane, item: Item) -> None:
        pane.first += 1
        del pane.numbers[bisect_left(pane.numbers, item.members[0])]


class Percentile(Ordered, frozen=True):
    """By nearest rank: the least number that so many of all do not exceed; always one that was there.

    The share is `part` of `whole`, two whole numbers: 99.9 per cent are 999 of 1,000, exactly.
    """

    part: int = 1
    whole: int = 1

    def number(self, pane: Pane) -> float:
        """The one at the rank, from 1; of none of them the least."""
        rank = -(-self.part * len(pane.numbers) // self.whole)
        return pane.numbers[max(rank, 1) - 1]


class Median(Ordered, frozen=True):
    """The number in the middle; of an even count the mean of the two in the middle."""

    def number(self, pane: Pane) -> float:
        """The middle."""
        middle, rest = divmod(len(pane.numbers), 2)
        if rest:
            return pane.numbers[middle]
        return fsum(pane.numbers[middle - 1 : middle + 1]) / 2
