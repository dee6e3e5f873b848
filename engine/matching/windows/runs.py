"""When so many things lie within a timespan: the intervals at which that is true, read from their times.

At an instant the timespan up to it counts: of `span` ago no longer, of the instant itself already. So a
run begins with a thing and ends when one leaves. All of it in milliseconds, of times in order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import sub

Run = tuple[int, int]
"""An interval at which it is true: from the first instant on, no longer at the second."""


def end_of(times: Sequence[int], least: int, span: int, at: int) -> int | None:
    """Until when it is true from an instant on; None when it is false then."""
    before = bisect_right(times, at)
    if before < least or times[before - least] + span <= at:
        return None
    while True:
        end = times[before - least] + span
        before = bisect_right(times, end, before)
        if times[before - least] + span <= end:
            return end


def next_begin(times: Sequence[int], least: int, span: int, place: int) -> int | None:
    """The first place, from a given one on, of a thing at which it is true; None when there is none."""
    first = max(place, least - 1)
    gaps = map(sub, islice(times, first, None), islice(times, first - least + 1, None))
    return next((first + n for n, gap in enumerate(gaps) if gap < span), None)


def last_end(times: Sequence[int], least: int, span: int, places: range) -> int | None:
    """Until when it is true from the last of these places on at which it is; None when it is at none."""
    for place in range(places.stop - 1, max(places.start, least - 1) - 1, -1):
        if times[place] - times[place - least + 1] < span:
            return end_of(times, least, span, times[place])
    return None


def runs(times: Sequence[int], least: int, span: int, since: int) -> Iterator[Run]:
    """The intervals at which it is true; of one that has begun before `since`, what is left of it then."""
    begin, end = since, end_of(times, least, span, since)
    while True:
        if end is not None:
            yield begin, end
        place = next_begin(times, least, span, bisect_right(times, since if end is None else end))
        if place is None:
            return
        begin = times[place]
        end = end_of(times, least, span, begin)


def most_at_once(times: Sequence[int], span: int, place: int) -> int:
    """How many things lie within a timespan at most, at the instants for which that at a place counts."""
    until = times[place] + span
    found, last = 0, len(times)
    while place < last and times[place] < until:
        found = max(found, place + 1 - bisect_right(times, times[place] - span))
        place += 1
    return found
