"""What the numbers of a window come to together, and on average: exactly, in any order.

`numbers` of a pane are the sum of its items' numbers in parts that do not overlap (Shewchuk, "Adaptive
precision floating-point arithmetic", 1997, the way of `math.fsum`). Nothing is rounded until it is read, so
that taking a number out again leaves what there would be without it.
"""

from __future__ import annotations

from math import fsum

from engine.matching.windows.measures.bounds import Bounded
from engine.matching.windows.panes import Item, Pane


class Total(Bounded, frozen=True):
    """The sum of all numbers, or with `is_mean` what it is divided by how many there are."""

    is_mean: bool = False

    def number(self, pane: Pane) -> float:
        """The sum, rounded once; or the mean."""
        total = fsum(pane.numbers)
        return total / pane.size if self.is_mean else total

    def enter(self, pane: Pane, item: Item) -> None:
        pane.last += 1
        add(pane.numbers, item.members[0])

    def leave(self, pane: Pane, item: Item) -> None:
        pane.first += 1
        add(pane.numbers, -item.members[0])


def add(parts: list[float], number: float) -> None:
    """Add a number to a sum in parts, without rounding."""
    kept = 0
    for part in parts:
        large, small = (number, part) if abs(number) >= abs(part) else (part, number)
        number = large + small
        rest = small - (number - large)
        if rest:
            parts[kept] = rest
            kept += 1
    parts[kept:] = [number] if number else []
