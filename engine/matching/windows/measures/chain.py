"""How many rules were hit in their order: the longest chain of them that a window holds."""

from __future__ import annotations

from engine.matching.windows.measures.counted import Counted
from engine.matching.windows.measures.times import forget, longest_chain, note
from engine.matching.windows.panes import Item, Pane
from engine.matching.windows.window import Held, Times


class Chain(Counted, frozen=True):
    """Members are the places 0, 1, 2 ... below `widest` of rules in their order; `span` is the window's."""

    span: int = 0

    def count(self, pane: Pane, times: Times, instant: int) -> int:
        del pane
        return longest_chain(times, self.widest, instant - self.span, instant)

    def note(self, held: Held, item: Item) -> None:
        note(held.times, item)

    def forget(self, held: Held, item: Item) -> None:
        forget(held.times, item)

    def may_complete(self, held: Held, place: int, span: int) -> bool:
        """Of items that come in order this is the answer itself: nothing is behind them."""
        time = held.items[place].time
        return longest_chain(held.times, self.widest, time - span, time + span - 1) >= self.edges[0]
