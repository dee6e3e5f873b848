"""What a window holds as it slides over the items of a group, from one change to the next.

Knows no watermark: which instants are settled, and what is news, is the business of `group`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from engine.matching.windows.thresholds import Edges
from engine.signal import MAX_CAUSES


class Window(msgspec.Struct, frozen=True):
    """What is asked of a group. Times in milliseconds; `edges` are those of the count that is asked for.

    The count is that of the items, or of their different members (`distinct`); an item has at most
    `widest` members.
    """

    span: int
    rearm: int
    edges: Edges
    distinct: bool = False
    widest: int = 1

    @property
    def is_growing(self) -> bool:
        """Whether a further item can only make it true: then it is known to be true before it is settled."""
        return len(self.edges) == 1


class Item(msgspec.Struct, array_like=True, frozen=True):
    """One thing that happened, at `time` (milliseconds), and what it adds to a count of different things."""

    time: int
    id: str
    members: tuple[Any, ...] = ()


class Pane(msgspec.Struct, array_like=True):
    """What a window holds at one instant: `items[first:last]`, and how often each member is among them."""

    first: int = 0
    last: int = 0
    counts: dict[Any, int] = {}

    def enter(self, item: Item) -> None:
        """Count the next item in."""
        self.last += 1
        for member in item.members:
            self.counts[member] = self.counts.get(member, 0) + 1

    def leave(self, item: Item) -> None:
        """Count the oldest item out."""
        self.first += 1
        for member in item.members:
            self.counts[member] -= 1
            if not self.counts[member]:
                del self.counts[member]


class Opening(msgspec.Struct, array_like=True):
    """An episode that is news. `at` is an instant inside it, at which the window held `causes` items.

    `count` is what the condition counted; `since` and `until` are the times of the first and the
    last item, `ids` the newest. Of an empty window they are those of the item before.
    """

    at: int
    count: int
    since: int
    until: int
    ids: tuple[str, ...]
    causes: int


def count_of(pane: Pane, window: Window) -> int:
    """What the window's condition compares: items, or different members of them."""
    return len(pane.counts) if window.distinct else pane.last - pane.first


def next_change(pane: Pane, items: list[Item], span: int) -> int | None:
    """The next instant at which an item enters or leaves."""
    entering = items[pane.last].time if pane.last < len(items) else None
    leaving = items[pane.first].time + span if pane.first < pane.last else None
    if entering is None or leaving is None:
        return leaving if entering is None else entering
    return min(entering, leaving)


def changes(pane: Pane, items: list[Item], span: int, until: int | None) -> Iterator[int]:
    """Move a pane on through the instants before `until` at which items enter or leave, and stop at each."""
    while (instant := next_change(pane, items, span)) is not None and (until is None or instant < until):
        while pane.first < pane.last and items[pane.first].time + span <= instant:
            pane.leave(items[pane.first])
        while pane.last < len(items) and items[pane.last].time <= instant:
            pane.enter(items[pane.last])
        yield instant


def opening_of(pane: Pane, items: list[Item], instant: int, count: int) -> Opening:
    """The beginning of an episode at this instant, with what the window held then; never without a cause."""
    held = items[max(pane.first, pane.last - MAX_CAUSES) : pane.last] or items[pane.first - 1 : pane.first]
    since = items[pane.first].time if pane.first < pane.last else held[0].time
    ids = tuple(item.id for item in held)
    return Opening(instant, count, since, held[-1].time, ids, max(pane.last - pane.first, 1))
