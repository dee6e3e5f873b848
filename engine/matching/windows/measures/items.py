"""How many items a window holds."""

from __future__ import annotations

from engine.matching.windows.measures.counted import Counted
from engine.matching.windows.panes import Item, Pane
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

    def can_pass(self, held: Held, item: Item, span: int) -> bool:
        """With so many others that not all of them lie within the last span."""
        if len(self.edges) != 1:
            return False
        items, others = held.items, self.edges[0] - 1
        return others > len(items) or (others > 0 and items[-others].time <= item.time - span)

    def may_complete(self, held: Held, place: int, span: int) -> bool:
        """Among so many others next to it, before or after, that all lie within one span."""
        items, others = held.items, self.edges[0] - 1
        firsts = range(max(0, place - others), min(place, len(items) - 1 - others) + 1)
        return any(items[first + others].time - items[first].time < span for first in firsts)
