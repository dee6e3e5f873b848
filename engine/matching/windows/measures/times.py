"""When each rule was hit, and whether rules were hit in an order. Knows no windows.

What happens at one instant has no order: it counts as being in any. So two hits at the same
millisecond never break an order, and a signal that hits two rules is both.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence

from engine.matching.windows.panes import Item
from engine.matching.windows.window import Times


def note(times: Times, item: Item) -> None:
    """Take in when an item's members came."""
    for member in item.members:
        insort(times.setdefault(member, []), item.time)


def forget(times: Times, item: Item) -> None:
    """Let go of the oldest item."""
    for member in item.members:
        del times[member][0]
        if not times[member]:
            del times[member]


def came(times: Times, members: Iterable[int], after: int, until: int) -> set[int]:
    """Those of the members that came after one instant, and at the other at the latest."""
    return {
        member
        for member in members
        if member in times and bisect_right(times[member], after) < bisect_right(times[member], until)
    }


def is_chain(times: Times, members: Sequence[int], after: int, until: int) -> bool:
    """Whether all members came within that time, none before the one that it stands behind."""
    at = after + 1
    for member in members:
        found = times.get(member, ())
        place = bisect_left(found, at)
        if place == len(found) or found[place] > until:
            return False
        at = found[place]
    return True


def longest_chain(times: Times, members: int, after: int, until: int) -> int:
    """How many of the members 0, 1, 2 ... came within that time in their order, left out as few as can be."""
    ends = [after + 1]
    for member in range(members):
        found = times.get(member)
        if found is None:
            continue
        for length in reversed(range(len(ends))):
            place = bisect_left(found, ends[length])
            if place == len(found) or found[place] > until:
                continue
            if length + 1 == len(ends):
                ends.append(found[place])
            elif found[place] < ends[length + 1]:
                ends[length + 1] = found[place]
    return len(ends) - 1
