"""What a window holds as it slides over the items of a group, from one change to the next.

Knows no watermark: which instants are settled, and what is news, is the business of `group`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from engine.signal import MAX_CAUSES


class Item(msgspec.Struct, array_like=True, frozen=True):
    """One thing that happened, at `time` (milliseconds), and what it adds to what is measured.

    `members` are different things to count, the places of the rules it hit, or one number.
    """

    time: int
    id: str
    members: tuple[Any, ...] = ()


class Pane(msgspec.Struct, array_like=True):
    """What a window holds at one instant: `items[first:last]`, and what its measure notes of them.

    `counts` says how often each member is among them; `numbers` are theirs, as the measure wants them.
    """

    first: int = 0
    last: int = 0
    counts: dict[Any, int] = {}
    numbers: list[float] = []

    @property
    def size(self) -> int:
        """How many items it holds."""
        return self.last - self.first

    def copy(self) -> Pane:
        """One that slides on by itself."""
        return Pane(self.first, self.last, dict(self.counts), list(self.numbers))


class Opening(msgspec.Struct, array_like=True):
    """An episode that is news. `at` is an instant inside it, at which the window held `causes` items.

    `count` is what the condition compared; `since` and `until` are the times of the first and the
    last item, `ids` the newest. Of an empty window they are those of the item before.
    """

    at: int
    count: int | float
    since: int
    until: int
    ids: tuple[str, ...]
    causes: int


def next_change(pane: Pane, items: list[Item], span: int) -> int | None:
    """The next instant at which an item enters or leaves."""
    entering = items[pane.last].time if pane.last < len(items) else None
    leaving = items[pane.first].time + span if pane.first < pane.last else None
    if entering is None or leaving is None:
        return leaving if entering is None else entering
    return min(entering, leaving)


def opening_of(pane: Pane, items: list[Item], instant: int, count: float) -> Opening:
    """The beginning of an episode at this instant, with what the window held then; never without a cause."""
    held = items[max(pane.first, pane.last - MAX_CAUSES) : pane.last] or items[pane.first - 1 : pane.first]
    since = items[pane.first].time if pane.first < pane.last else held[0].time
    ids = tuple(item.id for item in held)
    return Opening(instant, count, since, held[-1].time, ids, max(pane.size, 1))
