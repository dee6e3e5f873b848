"""What a window measures of its items, and how it slides over them.

A measure is one file in `measures/`: it says what number a window comes to, and whether that meets
the condition. Knows no watermark and no episodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Protocol

import msgspec

from engine.matching.windows.panes import Item, Pane, next_change

Times = dict[Any, list[int]]
"""When each member came (milliseconds), in order, over all items of a group."""
_LOOK_AHEAD: Final = 16
"""Changes of a window that are tried before it is asked again."""


class Held(Protocol):
    """All items of a group in order, settled before `swept`; when each member came: last, and each time."""

    items: list[Item]
    swept: int
    newest: dict[Any, int]
    times: Times


class Measure(Protocol):
    """What is measured. A growing one can only be made true by a further item, never false."""

    @property
    def is_growing(self) -> bool:
        """Whether it is known to be true before all items of its window are known."""

    def count(self, pane: Pane, times: Times, instant: int) -> float:
        """The number that a window comes to."""

    def is_met(self, count: float) -> bool:
        """Whether the condition holds of a number that `count` gave."""

    def enter(self, pane: Pane, item: Item) -> None:
        """An item came into the window."""

    def leave(self, pane: Pane, item: Item) -> None:
        """The oldest item left it."""

    def trim(self, pane: Pane) -> None:
        """Let a settled pane go of the oldest items that no further answer depends on."""

    def note(self, held: Held, item: Item) -> None:
        """An item came into the group."""

    def forget(self, held: Held, item: Item) -> None:
        """The oldest item of the group went."""

    def can_pass(self, held: Held, item: Item, span: int) -> bool:
        """Whether an item that is newer than all others leaves a growing condition as false as it is."""

    def may_complete(self, held: Held, place: int, span: int) -> bool:
        """Whether the item at `place` can have made a growing condition true. Asked of each item."""

    def next_turn(self, held: Held, pane: Pane, span: int, *, is_true: bool) -> int | None:
        """An instant before which the known items do not change the truth; None when they never do."""


class Window(msgspec.Struct, frozen=True):
    """What is asked of a group. Times in milliseconds."""

    span: int
    rearm: int
    measure: Measure


class Plain(msgspec.Struct, frozen=True):
    """A measure that keeps nothing of its items, is settled by time, and looks ahead step by step."""

    @property
    def is_growing(self) -> bool:
        return False

    def count(self, pane: Pane, times: Times, instant: int) -> float:
        raise NotImplementedError

    def is_met(self, count: float) -> bool:
        raise NotImplementedError

    def enter(self, pane: Pane, item: Item) -> None:
        del item
        pane.last += 1

    def leave(self, pane: Pane, item: Item) -> None:
        del item
        pane.first += 1

    def trim(self, pane: Pane) -> None:
        pass

    def note(self, held: Held, item: Item) -> None:
        pass

    def forget(self, held: Held, item: Item) -> None:
        pass

    def can_pass(self, held: Held, item: Item, span: int) -> bool:
        del held, item, span
        return False

    def may_complete(self, held: Held, place: int, span: int) -> bool:
        del held, place, span
        return self.is_growing

    def next_turn(self, held: Held, pane: Pane, span: int, *, is_true: bool) -> int | None:
        """After so many changes the last of them is as good an instant as any to look again."""
        moving = pane.copy()
        for looked, instant in enumerate(changes(self, moving, held.items, span, None), start=1):
            if looked == _LOOK_AHEAD or self.is_met(self.count(moving, held.times, instant)) != is_true:
                return instant
        return None


def changes(measure: Measure, pane: Pane, items: list[Item], span: int, until: int | None) -> Iterator[int]:
    """Move a pane on through the instants before `until` at which items enter or leave, and stop at each."""
    while (instant := next_change(pane, items, span)) is not None and (until is None or instant < until):
        while pane.first < pane.last and items[pane.first].time + span <= instant:
            measure.leave(pane, items[pane.first])
        while pane.last < len(items) and items[pane.last].time <= instant:
            measure.enter(pane, items[pane.last])
        yield instant
