"""What measures that count have in common: whole numbers from 0 on, and thresholds among them."""

from __future__ import annotations

from engine.matching.windows.panes import Pane, next_change
from engine.matching.windows.thresholds import Edges, distance_down, distance_up, is_met
from engine.matching.windows.window import Held, Plain


class Counted(Plain, frozen=True):
    """A count that grows with each item, by at most `widest`; `edges` are where its truth changes."""

    edges: Edges
    widest: int = 1

    @property
    def is_growing(self) -> bool:
        """With one edge it is true from there on, however many more there are."""
        return len(self.edges) == 1

    def is_met(self, count: float) -> bool:
        return is_met(self.edges, count)

    def next_turn(self, held: Held, pane: Pane, span: int, *, is_true: bool) -> int | None:
        """Where so many items have entered or left that the next edge can be reached, and no earlier."""
        items = held.items
        count = int(self.count(pane, held.times, held.swept - 1))
        if self.is_met(count) != is_true:
            return next_change(pane, items, span)
        up, down = distance_up(self.edges, count), distance_down(self.edges, count)
        turns = []
        if up is not None and (enters := pane.last + self._least(up)) < len(items):
            turns.append(items[enters].time)
        if down is not None and (leaves := pane.first + self._least(down)) < len(items):
            turns.append(items[leaves].time + span)
        return min(turns, default=None)

    def _least(self, change: int) -> int:
        """The place of the first of a row of items that can change the count by so much."""
        return -(-change // self.widest) - 1
