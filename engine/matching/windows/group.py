"""Sliding windows over time: when a condition on the items of a group becomes true, and when that is news.

The condition at an instant is a function of the items of the timespan up to it. The instants at
which it is true form episodes: intervals at most `rearm` apart are one. Each episode of all items,
in whatever order they came, opens once. Knows no documents, signals, effects or clocks: the
watermark is given, and nothing before it ever changes.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, Final

import msgspec

from engine.matching.windows.panes import Item, Opening, Pane, opening_of
from engine.matching.windows.window import Times, Window, changes

MOST_ITEMS: Final = 10_000
"""Items kept of a group; beyond that the oldest goes."""
_LAGGING: Final = 64
"""With so many items a group is looked at in full, if not before."""
_NEVER: Final = -(2**62)


class Group(msgspec.Struct):
    """The state of one group: settled up to `swept`, where its `pane` stands; later items wait their turn.

    `is_true` and `end` tell how the last settled episode stands; it is news already, unless it is
    `waiting`: it lies before an episode that opened first (at `mark`), and may yet become part of it.
    `newest` is when each member came last, `times` when each time, where the measure wants to know. `due`
    is the timer that is set. `late` and `dropped` count. `last` and `second` are when the newest hits came.
    """

    items: list[Item] = []
    pane: Pane = msgspec.field(default_factory=Pane)
    swept: int = _NEVER
    is_true: bool = False
    end: int | None = None
    mark: int | None = None
    waiting: Opening | None = None
    newest: dict[Any, int] = {}
    due: int | None = None
    late: int = 0
    dropped: int = 0
    times: Times = {}
    last: int = _NEVER
    second: int = _NEVER

    def seen(self, time: int) -> None:
        """A hit came, whatever becomes of it."""
        if time >= self.last:
            self.last, self.second = time, self.last
        elif time > self.second:
            self.second = time

    def standing(self, window: Window, watermark: int) -> tuple[bool, int, int]:
        """Whether it is open, or waits; how many hits count still, up to two; when the newest of them came.

        By what does not depend on how far it is settled, and what was let go of by that.
        """
        is_held = self.is_true or self.due is not None or self.mark is not None or self.waiting is not None
        is_open = is_held or (self.end is not None and watermark <= self.end + window.rearm)
        out = watermark - window.span
        return is_open, (self.last >= out) + (self.second >= out), max(self.last, out - 1)

    def settle(self, window: Window, watermark: int) -> list[Opening]:
        """Go through all instants before the watermark; returns the episodes that are news by that."""
        news: list[Opening] = []
        measure = window.measure
        for instant in changes(measure, self.pane, self.items, window.span, watermark):
            self._give_up_waiting(window, instant, news)
            count = measure.count(self.pane, self.times, instant)
            is_true = measure.is_met(count) and (self.is_true or self._may_begin(window, self.pane, instant))
            is_marked = self.mark is not None and self.mark <= instant
            if is_marked:  # what waits still is one with it
                self.mark = self.waiting = None
            if is_true and not self.is_true and not self._continues(window, instant):
                self._begin(opening_of(self.pane, self.items, instant, count), news, is_marked=is_marked)
            elif not is_true and (
                self.is_true or is_marked
            ):  # told of, and false: by a change or what was dropped
                self.end = instant
            self.is_true = is_true
        self._give_up_waiting(window, watermark, news)
        self._forget_settled(window, watermark)
        return news

    def add(self, window: Window, item: Item) -> int | None:
        """Put an item in its place, and return that; None when it is late and changes no window."""
        if item.time < self.swept:
            self.late += 1
            return None
        place = bisect_right(self.items, (item.time, item.id), key=_order)
        self.items.insert(place, item)
        window.measure.note(self, item)
        if len(self.items) > MOST_ITEMS:
            self._drop_oldest(window)
            place -= 1
        return place

    def let_pass(self, window: Window, item: Item, watermark: int) -> bool:
        """Put an item in its place by which nothing can be news, and do no more; False when it is not so.

        Then neither the pane nor what left it is looked at: a pane that lags behind has more to go
        through once it matters.
        """
        items = self.items
        if item.time < watermark or item.time < self.swept or (items and item.time <= items[-1].time):
            return False
        count = len(items)
        if count >= MOST_ITEMS or count % _LAGGING == _LAGGING - 1:
            return False
        if not self._is_idle(window, item, watermark):
            return False
        self.swept = max(self.swept, watermark)
        items.append(item)
        window.measure.note(self, item)
        return True

    def _is_idle(self, window: Window, item: Item, watermark: int) -> bool:
        """Whether the newest item changes nothing that is told before a timer wakes, if there is one.

        With a timer set a growing condition is true, or was: its episode is open until then at the least.
        At the instant at which it wakes, what else comes is taken in first.
        """
        if self.due is not None:
            return window.measure.is_growing and watermark <= self.due
        return window.measure.can_pass(self, item, window.span)

    def foresee(self, window: Window, place: int | None = None) -> Opening | None:
        """The next episode of a growing condition, before it is settled; None while the last one is not.

        `place` is that of the one item that is new since this was last asked.
        """
        measure = window.measure
        if not measure.is_growing or self.mark is not None or self._is_open(window):
            return None
        if place is not None and not measure.may_complete(self, place, window.span):
            return None
        pane = self.pane.copy()
        for instant in changes(measure, pane, self.items, window.span, None):
            count = measure.count(pane, self.times, instant)
            if measure.is_met(count) and self._may_begin(window, pane, instant):
                self.mark = instant
                return opening_of(pane, self.items, instant, count)
            if pane.last == len(self.items):
                break
        return None

    def wake(self, window: Window) -> int | None:
        """The instant that must be settled before there can be news, as far as known; None without any."""
        if self.waiting is not None and self.end is not None and not self.is_true:
            return self.end + window.rearm
        turn = window.measure.next_turn(self, self.pane, window.span, is_true=self.is_true)
        if turn is None:
            return None
        if self.is_true or self.mark is not None:
            return turn + window.rearm
        if not window.measure.is_growing:
            return turn
        return self.end + window.rearm if self.end is not None and self._is_open(window) else None

    def is_spent(self, window: Window, watermark: int) -> bool:
        """Whether a new group would do the very same from the watermark on. A silence is kept for good.

        Only what no hit counts for any more is: it must stand as a new one would.
        """
        is_open, hits, _ = self.standing(window, watermark)
        return not (is_open or hits or (self.items and self.items[-1].time + window.span >= watermark))

    def copy(self) -> Group:
        """One that goes on by itself."""
        times = {member: list(each) for member, each in self.times.items()}
        return msgspec.structs.replace(
            self, items=list(self.items), pane=self.pane.copy(), newest=dict(self.newest), times=times
        )

    def _may_begin(self, window: Window, pane: Pane, instant: int) -> bool:
        """Whether something can begin to be true now: of a growing condition only by an item that enters.

        One that was met when it took the place of another has begun by none.
        """
        return not window.measure.is_growing or self.items[pane.last - 1].time == instant

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

    def _forget_settled(self, window: Window, watermark: int) -> None:
        """Let go of what left the window, and of what a count that grows has newer ones in place of."""
        self.swept = max(self.swept, watermark)
        if self.mark is not None and self.mark < self.swept:  # its item was dropped
            self.end, self.mark, self.waiting = self.mark, None, None
        if self.waiting is None and not self._is_open(window):
            self.end = None  # over, whatever time to re-arm comes later
        pane = self.pane
        window.measure.trim(pane)
        if pane.first:
            for item in self.items[: pane.first]:
                window.measure.forget(self, item)
            del self.items[: pane.first]
            pane.last -= pane.first
            pane.first = 0

    def _drop_oldest(self, window: Window) -> None:
        oldest = self.items.pop(0)
        window.measure.forget(self, oldest)
        if self.pane.last:
            window.measure.leave(self.pane, oldest)
            self.pane.first -= 1
            self.pane.last -= 1
        self.dropped += 1


def _order(item: Item) -> tuple[int, str]:
    return item.time, item.id
