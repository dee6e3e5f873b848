"""Sliding windows over time: when a condition on the items of a group becomes true, and when that is news.

The condition at an instant is a function of the items of the timespan up to it. The instants at
which it is true form episodes: intervals at most `rearm` apart are one. Each episode of all items,
in whatever order they came, opens once. Knows no documents, signals, effects or clocks: the
watermark is given, and nothing before it ever changes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from engine.matching.thresholds import Edges, distance_down, distance_up, is_met
from engine.signal import MAX_CAUSES

MOST_ITEMS: Final = 10_000
"""Items kept of a group; beyond that the oldest goes."""
_NEVER: Final = -(2**62)


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
        self.last += 1
        for member in item.members:
            self.counts[member] = self.counts.get(member, 0) + 1

    def leave(self, item: Item) -> None:
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


class Group(msgspec.Struct):
    """The state of one group: settled up to `swept`, where its `pane` stands; later items wait their turn.

    `is_true` and `end` tell how the last settled episode stands; it is news already, unless it is
    `waiting`: it lies before an episode that opened first (at `mark`), and may yet become part of it.
    """

    items: list[Item] = []
    pane: Pane = msgspec.field(default_factory=Pane)
    swept: int = _NEVER
    is_true: bool = False
    end: int | None = None
    mark: int | None = None
    waiting: Opening | None = None
    due: int | None = None
    late: int = 0
    dropped: int = 0

    def settle(self, window: Window, watermark: int) -> list[Opening]:
        """Go through all instants before the watermark; returns the episodes that are news by that."""
        news: list[Opening] = []
        for instant in _changes(self.pane, self.items, window.span, watermark):
            self._give_up_waiting(window, instant, news)
            count = _count(self.pane, window)
            is_true = is_met(window.edges, count)
            is_marked = self.mark is not None and self.mark <= instant
            if is_marked:
                self.mark = None
            if is_true and not self.is_true and not self._continues(window, instant):
                self._begin(_opening(self.pane, self.items, instant, count), news, is_marked=is_marked)
            elif self.is_true and not is_true:
                self.end = instant
            elif is_true and is_marked:
                self.waiting = None
            self.is_true = is_true
        self._give_up_waiting(window, watermark, news)
        self._forget_left(watermark)
        return news

    def add(self, item: Item) -> int | None:
        """Put an item in its place, and return that; None when it is late and changes no window."""
        if item.time < self.swept:
            self.late += 1
            return None
        place = bisect_right(self.items, (item.time, item.id), key=_order)
        self.items.insert(place, item)
        if len(self.items) > MOST_ITEMS:
            self._drop_oldest()
            place -= 1
        return place

    def foresee(self, window: Window, place: int | None = None) -> Opening | None:
        """The next episode of a growing condition, before it is settled; None while the last one is not.

        `place` is that of the one item that is new since this was last asked.
        """
        if not window.is_growing or self.mark is not None or self._is_open(window):
            return None
        if place is not None and not self._may_complete(window, place):
            return None
        pane = msgspec.structs.replace(self.pane, counts=dict(self.pane.counts))
        for instant in _changes(pane, self.items, window.span, None):
            count = _count(pane, window)
            if is_met(window.edges, count):
                self.mark = instant
                return _opening(pane, self.items, instant, count)
            if pane.last == len(self.items):
                break
        return None

    def wake(self, window: Window) -> int | None:
        """The instant that must be settled before there can be news, as far as known; None without any."""
        if self.waiting is not None and self.end is not None and not self.is_true:
            return self.end + window.rearm
        turn = self._next_turn(window)
        if turn is None:
            return None
        if self.is_true or self.mark is not None:
            return turn + window.rearm
        if not window.is_growing:
            return turn
        return self.end + window.rearm if self.end is not None and self._is_open(window) else None

    def is_spent(self, window: Window, watermark: int) -> bool:
        """Whether a new group would do the same from the watermark on."""
        if self.due is not None or self.mark is not None or self.waiting is not None:
            return False
        if self.items and self.items[-1].time + window.span > watermark:
            return False
        if self.is_true:
            return not self.items and window.rearm < window.span
        return self.end is None or watermark > self.end + window.rearm

    def _begin(self, opening: Opening, news: list[Opening], *, is_marked: bool) -> None:
        if self.mark is not None:
            self.waiting = opening
        elif not is_marked:
            news.append(opening)

    def _give_up_waiting(self, window: Window, now: int, news: list[Opening]) -> None:
        """An episode that nothing joins to a later one any more is an episode of its own."""
        if self.waiting is not None and not self.is_true and not self._continues(window, now):
            news.append(self.waiting)
            self.waiting = None

    def _continues(self, window: Window, instant: int) -> bool:
        """Whether what is true from this instant on is part of the last episode."""
        return self.end is not None and instant - self.end <= window.rearm

    def _is_open(self, window: Window) -> bool:
        """Whether the last settled episode may still go on."""
        return self.is_true or self._continues(window, self.swept)

    def _may_complete(self, window: Window, place: int) -> bool:
        """Whether the item at `place` can have made a growing condition true. Asked of each item."""
        if window.distinct:
            return self._next_turn(window) is not None
        items, others = self.items, window.edges[0] - 1
        firsts = range(max(0, place - others), min(place, len(items) - 1 - others) + 1)
        return any(items[first + others].time - items[first].time < window.span for first in firsts)

    def _next_turn(self, window: Window) -> int | None:
        """An instant before which the known items do not change the truth; None when they never do."""
        pane, items = self.pane, self.items
        count = _count(pane, window)
        if is_met(window.edges, count) != self.is_true:
            return _next_change(pane, items, window.span)
        up, down = distance_up(window.edges, count), distance_down(window.edges, count)
        turns = []
        if up is not None and (enters := pane.last + _least(up, window.widest)) < len(items):
            turns.append(items[enters].time)
        if down is not None and (leaves := pane.first + _least(down, window.widest)) < len(items):
            turns.append(items[leaves].time + window.span)
        return min(turns, default=None)

    def _forget_left(self, watermark: int) -> None:
        self.swept = max(self.swept, watermark)
        if self.mark is not None and self.mark < self.swept:  # its item was dropped
            self.mark = None
        if self.pane.first:
            del self.items[: self.pane.first]
            self.pane.last -= self.pane.first
            self.pane.first = 0

    def _drop_oldest(self) -> None:
        oldest = self.items.pop(0)
        if self.pane.last:
            self.pane.leave(oldest)
            self.pane.first -= 1
            self.pane.last -= 1
        self.dropped += 1


def _order(item: Item) -> tuple[int, str]:
    return item.time, item.id


def _least(change: int, widest: int) -> int:
    """The place of the first of a row of items that can change a count by so much."""
    return -(-change // widest) - 1


def _count(pane: Pane, window: Window) -> int:
    return len(pane.counts) if window.distinct else pane.last - pane.first


def _next_change(pane: Pane, items: list[Item], span: int) -> int | None:
    """The next instant at which an item enters or leaves."""
    entering = items[pane.last].time if pane.last < len(items) else None
    leaving = items[pane.first].time + span if pane.first < pane.last else None
    if entering is None or leaving is None:
        return leaving if entering is None else entering
    return min(entering, leaving)


def _changes(pane: Pane, items: list[Item], span: int, until: int | None) -> Iterator[int]:
    """Move a pane on through the instants before `until` at which items enter or leave, and stop at each."""
    while (instant := _next_change(pane, items, span)) is not None and (until is None or instant < until):
        while pane.first < pane.last and items[pane.first].time + span <= instant:
            pane.leave(items[pane.first])
        while pane.last < len(items) and items[pane.last].time <= instant:
            pane.enter(items[pane.last])
        yield instant


def _opening(pane: Pane, items: list[Item], instant: int, count: int) -> Opening:
    held = items[max(pane.first, pane.last - MAX_CAUSES) : pane.last] or items[pane.first - 1 : pane.first]
    since = items[pane.first].time if pane.first < pane.last else held[0].time
    ids = tuple(item.id for item in held)
    return Opening(instant, count, since, held[-1].time, ids, max(pane.last - pane.first, 1))
