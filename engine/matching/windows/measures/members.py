"""How many different members the items of a window have: values of a field, or rules that were hit."""

from __future__ import annotations

from engine.matching.windows.measures.counted import Counted
from engine.matching.windows.panes import Item, Pane
from engine.matching.windows.window import Held, Times


class Members(Counted, frozen=True):
    """Every different member counts as one."""

    def count(self, pane: Pane, times: Times, instant: int) -> int:
        del times, instant
        return len(pane.counts)

    def enter(self, pane: Pane, item: Item) -> None:
        pane.last += 1
        for member in item.members:
            pane.counts[member] = pane.counts.get(member, 0) + 1

    def leave(self, pane: Pane, item: Item) -> None:
        pane.first += 1
        for member in item.members:
            pane.counts[member] -= 1
            if not pane.counts[member]:
                del pane.counts[member]

    def note(self, held: Held, item: Item) -> None:
        for member in item.members:
            held.newest[member] = max(item.time, held.newest.get(member, item.time))

    def forget(self, held: Held, item: Item) -> None:
        for member in item.members:
            if held.newest.get(member) == item.time:
                del held.newest[member]

    def can_pass(self, held: Held, item: Item, span: int) -> bool:
        """With so few different members, its own and those of the last span."""
        if len(self.edges) != 1:
            return False
        begin, known = item.time - span, held.newest
        own = sum(known.get(member, begin) <= begin for member in item.members)
        return own + sum(time > begin for time in known.values()) < self.edges[0]

    def may_complete(self, held: Held, place: int, span: int) -> bool:
        begin = held.items[place].time - span
        return sum(time > begin for time in held.newest.values()) >= self.edges[0]
