"""A group goes on under another window: what is settled stays so, every later instant is judged anew.

What was told is not told again. Items that were dropped before cannot come back: a longer window, or a
higher threshold, sees what the one before had left. Knows no documents.
"""

from __future__ import annotations

from bisect import bisect_left

from engine.matching.windows.group import Group
from engine.matching.windows.panes import Pane
from engine.matching.windows.window import Window


def rested(group: Group, window: Window, watermark: int) -> Group:
    """A copy that is settled up to the watermark, but for what is news by that: its timer has yet to wake.

    Two groups that would go on alike are one and the same then, however often each was looked at before.
    """
    group = group.copy()
    wake = group.wake(window)
    while wake is not None and wake < watermark:
        group.settle(window, wake)
        further = group.copy()
        if further.settle(window, wake + 1) or further.foresee(window) is not None:
            break
        group, wake = further, further.wake(window)
    else:
        further = group.copy()
        group = group if further.settle(window, watermark) else further
    group.due = group.wake(window)
    if group.is_true:
        group.end = None  # that of the time before
    return group


def hand_over(group: Group, old: Window, new: Window, watermark: int) -> bool:
    """Let a group that stood under `old` go on under `new`; True when items are of no use to that."""
    wake = group.wake(old)
    group.settle(old, watermark if wake is None else min(watermark, wake))
    trimmed = _refill(group, new)
    pane = Pane() if _is_empty(group, new) else group.pane
    count = new.measure.count(pane, group.times, group.swept - 1)
    if group.is_true and not new.measure.is_met(count):
        group.is_true, group.end = False, group.swept
    return trimmed


def take_up(group: Group, window: Window, watermark: int) -> None:
    """Let a group go on that nobody counted for for a while: what would have been news by now never is."""
    _refill(group, window)
    group.settle(window, watermark)
    group.waiting = group.due = None


def _is_empty(group: Group, window: Window) -> bool:
    """Whether the last item stands in the pane alone and has yet to leave it, though its time has come."""
    return group.pane.last == 1 and group.items[0].time + window.span < group.swept


def _refill(group: Group, window: Window) -> bool:
    """Put the items into the pane of another window, as it stands where the group is settled.

    The last one that has entered stays, however old, unless the next one enters now: a silence begins
    when it leaves.
    """
    first, entered, following = (
        bisect_left(group.items, time, key=lambda item: item.time)
        for time in (group.swept - window.span, group.swept, group.swept + 1)
    )
    if entered == following:
        first = max(min(first, entered - 1), 0)
    del group.items[:first]
    group.pane, group.newest, group.times = Pane(), {}, {}
    for item in group.items:
        if item.time < group.swept:
            window.measure.enter(group.pane, item)
        window.measure.note(group, item)
    return first > 0
