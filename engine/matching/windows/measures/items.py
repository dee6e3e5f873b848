"""How many items a window holds."""

from __future__ import annotations

from engine.matching.windows.measures.counted import Counted
from engine.matching.windows.panes import Pane
from engine.matching.windows.window import Held, Times


class Items(Counted, frozen=True):
    """Every item counts as one."""

    def count(self, pane: Pane, times: Times, instant: int) -> int:
        del times, instant
        return pane.last - pane.first

    def trim(self, pane: Pane) -> None:
        """Of a count that grows the newest are enough: as many as it takes."""
        if self.is_growing:
            pane.first = max(pane.first, pane.last - self.edges[0])

    def may_complete(self, held: Held, place: int, span: int) -> bool:
        """Among so many others next to it, before or after, that all lie within one span."""
        items, others = held.items, self.edges[0] - 1
        firsts = range(max(0, place - others), min(place, len(items) - 1 - others) + 1)
        return any(items[first + others].time - items[first].time < span for first in firsts)
