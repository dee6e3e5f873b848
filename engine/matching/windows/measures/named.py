"""Which rules a window has hits of, and which it has none of: `a and not b`."""

from __future__ import annotations

import msgspec

from engine.matching.windows.measures.times import came, forget, is_chain, note
from engine.matching.windows.panes import Item, Pane
from engine.matching.windows.window import Held, Plain, Times


class Way(msgspec.Struct, frozen=True, order=True):
    """One way to meet a condition: hits of all of `needs`, and of none of `without`."""

    needs: tuple[int, ...]
    without: tuple[int, ...] = ()


class Named(Plain, frozen=True):
    """Members are the places of rules in their order; one of the `ways` is enough.

    `in_order`: what a way needs must have come in the order of the rules. `span` is the window's. What it
    counts, once it is met, are the different rules that were hit.
    """

    ways: tuple[Way, ...]
    members: int
    span: int
    in_order: bool = False

    @property
    def is_growing(self) -> bool:
        """As long as nothing must be missing."""
        return not any(way.without for way in self.ways)

    def count(self, pane: Pane, times: Times, instant: int) -> int:
        if not pane.size:
            return 0
        after = instant - self.span
        hit = came(times, range(self.members), after, instant)
        is_met = any(self._is_met(way, hit, times, after, instant) for way in self.ways)
        return len(hit) if is_met else 0

    def is_met(self, count: float) -> bool:
        return count > 0

    def note(self, held: Held, item: Item) -> None:
        note(held.times, item)

    def forget(self, held: Held, item: Item) -> None:
        forget(held.times, item)

    def may_complete(self, held: Held, place: int, span: int) -> bool:
        """Of items that come in order this is the answer itself: nothing is behind them."""
        time = held.items[place].time
        hit = came(held.times, range(self.members), time - span, time + span - 1)
        return any(self._is_met(way, hit, held.times, time - span, time + span - 1) for way in self.ways)

    def _is_met(self, way: Way, hit: set[int], times: Times, after: int, until: int) -> bool:
        if not hit.issuperset(way.needs) or not hit.isdisjoint(way.without):
            return False
        return not self.in_order or is_chain(times, way.needs, after, until)
