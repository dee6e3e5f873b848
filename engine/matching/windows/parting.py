"""A condition leaves a tally for a group of its own, and comes back from one. Nothing is told by that.

Knows no documents.
"""

from __future__ import annotations

from bisect import bisect_left

from engine.matching.windows.group import Group
from engine.matching.windows.measures.items import Items
from engine.matching.windows.panes import Item, Pane
from engine.matching.windows.runs import end_of, runs
from engine.matching.windows.tally import Pending, Tally, Threshold, Told
from engine.matching.windows.window import Window


def part(tally: Tally, name: str, asked: Threshold) -> Group:
    """The group that a condition would have, had it been alone; the tally stays as it is.

    What is to be told by the watermark is not settled yet: its timer has yet to wake.
    """
    told, pending = tally.told.get(name), tally.pending.get(name)
    swept = tally.swept if pending is None else min(tally.swept, pending.due)
    entered = bisect_left(tally.times, swept)
    first = max(bisect_left(tally.times, swept - asked.span), entered - asked.least)
    items = [Item(*each) for each in zip(tally.times[first:], tally.ids[first:], strict=True)]
    group = Group(
        items=items,
        pane=Pane(0, entered - first),
        swept=swept,
        is_true=entered - first >= asked.least,
        due=None if pending is None else pending.due,
    )
    end = None
    if told is not None and told.mark < swept:
        end = tally.end_before(name, asked, swept)
    elif told is not None:
        group.mark = told.mark
    since = _waits_since(told, pending, swept)
    if since is not None:
        group.waiting = tally.opening_at(asked, since)
        end = _last_end(tally, asked, since, swept)
    if end is not None and not group.is_true and swept <= end + asked.rearm:
        group.end = end
    return group


def rejoin(tally: Tally, name: str, asked: Threshold, group: Group, since: int) -> bool:
    """Let a group that has counted by itself go on in the tally, if that makes no difference; else False.

    The tally may have things that came at `since` or before, and the group does not know of.
    """
    window = Window(asked.span, asked.rearm, Items((asked.least,)))
    swept, wake = tally.swept, group.wake(window)
    if swept - asked.span <= since or (wake is not None and wake < swept):
        return False
    group.settle(window, swept)  # nothing is news by that before it should wake
    if group.waiting is not None:
        return False
    told = None
    if group.mark is not None:
        told = _told(tally, asked, group.mark, group.mark)
    elif group.is_true:
        told = _told(tally, asked, swept - 1, swept)
    elif group.end is not None and group.end - asked.span <= since:
        return False
    elif group.end is not None:
        told = Told(group.end - 1, group.end - 1, group.end, group.end)
    return tally.take_in(name, asked, told)


def _told(tally: Tally, asked: Threshold, mark: int, at: int) -> Told:
    end = end_of(tally.times, asked.least, asked.span, at)
    end = at if end is None else end
    return Told(mark, mark, end, end)


def _waits_since(told: Told | None, pending: Pending | None, swept: int) -> int | None:
    """Where an episode begins that lies before the one told of and may be one with it: alone, it waits."""
    if told is None:
        return None
    begins = [told.begins(swept)] if pending is None else [pending.since, told.begins(swept)]
    return next((begin for begin in begins if begin < min(told.mark, swept)), None)


def _last_end(tally: Tally, asked: Threshold, since: int, swept: int) -> int:
    """The end of the last time before the watermark that an episode was true which began at `since`."""
    last = since
    for begin, end in runs(tally.times, asked.least, asked.span, since):
        if begin >= swept or (begin > since and begin - last > asked.rearm):
            break
        last = end
    return last
