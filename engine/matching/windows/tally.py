"""What many conditions of one kind have in common: the things that they count, kept and looked at once.

A condition is that at least so many things lie within a timespan. A thing that comes in order can
make true only what asks for just as many as there are then: that is looked up, and nothing else is
touched. Each condition has its episodes as in `group`, which says what they are; here all that is kept of
them is what was told last. Knows no documents: conditions go by names.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from engine.matching.windows.group import MOST_ITEMS
from engine.matching.windows.panes import Opening
from engine.matching.windows.runs import end_of, last_end, most_at_once, runs
from engine.signal import MAX_CAUSES

_NEVER: Final = -(2**62)
_ROOM: Final = 64
"""So many things are kept at least before it is asked which of them matter no more."""


class Threshold(msgspec.Struct, frozen=True):
    """A condition: at least so many things within a timespan. Times in milliseconds."""

    span: int
    rearm: int
    least: int


class Thresholds:
    """All conditions on the same things, by name, and by how many they ask for in which timespan."""

    def __init__(self, by_name: Mapping[str, Threshold]) -> None:
        self.by_name = by_name
        self.longest = max(each.span for each in by_name.values())
        self.most = max(each.least for each in by_name.values())
        found: dict[int, dict[int, tuple[tuple[str, Threshold], ...]]] = {}
        for name, each in by_name.items():
            asking = found.setdefault(each.span, {})
            asking[each.least] = (*asking.get(each.least, ()), (name, each))
        self.asking = tuple(found.items())


class Told(msgspec.Struct, array_like=True):
    """The episode that was told last: of `mark`, an instant in it, and all that is joined to that.

    `begun`: since then it is true, or was at last, and `reach`: until then at the least. `end`: until then
    it was true before, by what the watermark had come to when there was made room. `first`: when what came
    late, before `mark`, and is one with it, begins.
    """

    mark: int
    begun: int
    reach: int
    end: int
    first: int | None = None

    def begins(self, swept: int) -> int:
        """Where it begins, as far as it is not settled that this is one episode."""
        return self.mark if self.first is None or self.mark < swept else self.first


class Pending(msgspec.Struct, array_like=True):
    """There are episodes, from `since` on, that are not told yet: the watermark must pass `due` first."""

    due: int
    since: int


class News(msgspec.Struct):
    """An episode that is told now; `is_settled`: by the watermark, else by the thing that came."""

    name: str
    opening: Opening
    is_settled: bool


class Tally(msgspec.Struct):
    """The state of one group: the things that count, in order, and what was told of whom.

    Of a condition without anything `told` it is false, as far as is known. `late` and `dropped` count.
    """

    times: list[int] = []
    ids: list[str] = []
    swept: int = _NEVER
    told: dict[str, Told] = {}
    pending: dict[str, Pending] = {}
    room: int = _ROOM
    late: int = 0
    dropped: int = 0

    def add(
        self, asked: Thresholds, item: tuple[int, str], watermark: int, absent: Container[str] = ()
    ) -> Sequence[News]:
        """Take in a thing, its time and id; returns what is told by that.

        One from before the watermark counts nowhere. Conditions that are `absent` count for themselves.
        """
        time, id_ = item
        if watermark > self.swept:  # noqa: PLR1730 - a call costs more than all the rest
            self.swept = watermark
        times = self.times
        if time < self.swept:
            self.late += 1
            return ()
        if times and time < times[-1]:
            return self._insert(asked, item, absent)
        if times and time == times[-1]:
            self.ids.insert(self._place(time, id_), id_)
        else:
            self.ids.append(id_)
        times.append(time)
        news: Sequence[News] = ()
        size = len(times)
        for span, asking in asked.asking:
            for name, condition in asking.get(size - bisect_right(times, time - span), ()):
                told = self.told.get(name)
                if told is not None and time - told.reach <= condition.rearm and name not in self.pending:
                    told.begun, told.reach = time, times[-condition.least] + span
                elif name not in absent:
                    news = [*news, *self._begins(name, condition, time)]
        if size > self.room:
            self._make_room(asked)
        return news

    def settle(self, asked: Thresholds, watermark: int) -> list[News]:
        """Tell what waited for the watermark to come so far."""
        self.swept = max(self.swept, watermark)
        due = [name for name, each in self.pending.items() if each.due < self.swept]
        return [news for name in due for news in self._judge(name, asked.by_name[name], self.swept)]

    def take_in(self, name: str, asked: Threshold, told: Told | None) -> bool:
        """Let a condition in that was told so far of this. Not if it would have to be told more at once."""
        if told is not None:
            self.told[name] = told
        if self._judge(name, asked, self.swept):
            self.told.pop(name, None)
            self.pending.pop(name, None)
            return False
        return True

    def is_spent(self, asked: Thresholds, watermark: int) -> bool:
        """Whether a new group would do the very same from the watermark on."""
        holds = bool(self.times) and self.times[-1] + asked.longest >= watermark
        return not holds and not self.is_open(asked, watermark)

    def is_open(self, asked: Thresholds, watermark: int) -> bool:
        """Whether something that was told may still go on, or something waits to be told."""
        return bool(self.pending) or any(
            watermark <= self._reach(each, asked.by_name[name]) + asked.by_name[name].rearm
            for name, each in self.told.items()
        )

    def _begins(self, name: str, asked: Threshold, time: int) -> Sequence[News]:
        """It has become true by the newest thing. That is no news while another episode waits."""
        if name in self.pending:
            return ()
        end = self.times[-asked.least] + asked.span
        told = self.told.get(name)
        if told is not None:
            told.reach = self._reach(told, asked)
            if time - told.reach <= asked.rearm:
                told.begun, told.reach = time, end
                return ()
            if self.swept <= told.reach + asked.rearm:
                self.pending[name] = Pending(told.reach + asked.rearm, time)
                return ()
        self.told[name] = Told(time, time, end, end)
        return (News(name, self.opening_at(asked, time), False),)

    def _insert(self, asked: Thresholds, item: tuple[int, str], absent: Container[str]) -> list[News]:
        """Take in a thing that is not the newest: it may count at instants at which others came."""
        time, id_ = item
        others = {
            name: condition
            for name, condition in asked.by_name.items()
            if name not in absent and not self._goes_on(name, condition, time)
        }
        place = self._place(time, id_)
        self.times.insert(place, time)
        self.ids.insert(place, id_)
        most = {span: most_at_once(self.times, span, place) for span, _ in asked.asking}
        news = [
            each
            for name, condition in others.items()
            if condition.least <= most[condition.span]
            for each in self._judge(name, condition, time)
        ]
        if len(self.times) > self.room:
            self._make_room(asked)
        return news

    def _place(self, time: int, id_: str) -> int:
        """Where a thing stands: of the same instant by their ids."""
        place = bisect_right(self.times, time)
        while place and self.times[place - 1] == time and self.ids[place - 1] > id_:
            place -= 1
        return place

    def _goes_on(self, name: str, asked: Threshold, time: int) -> bool:
        """Whether it is true, as far as was told, whenever a thing at a time can make it true."""
        told = self.told.get(name)
        if told is None or time < told.mark or name in self.pending:
            return False
        told.reach = self._reach(told, asked)
        return time + asked.span <= told.reach

    def _judge(self, name: str, asked: Threshold, since: int) -> Sequence[News]:
        """Look at all that is true from an instant on, and tell what can be told.

        One episode after the other: the next one is told when nothing can join it to that before. One
        before what was told waits until nothing can join these two.
        """
        told, pending = self.told.get(name), self.pending.pop(name, None)
        if told is not None:
            since = min(since, told.reach)
        if pending is not None:
            since = min(since, pending.since)
        news: list[News] = []
        waits: list[tuple[int, int]] = []
        for begin, begun, end, is_told in self._episodes(asked, told, since):
            if is_told:
                assert told is not None
                told.begun, told.reach = begun, end
                if begin < told.begins(self.swept):
                    told.first = begin
            elif told is not None and begin < told.mark:
                if self.swept > end + asked.rearm:
                    news.append(News(name, self.opening_at(asked, begin), True))
                else:
                    waits.append((end + asked.rearm, begin))
            elif told is None or self.swept > told.reach + asked.rearm:
                news.append(News(name, self.opening_at(asked, begin), False))
                told = self.told[name] = Told(begin, begun, end, end)
            else:
                waits.append((told.reach + asked.rearm, begin))
                break
        if waits:
            self.pending[name] = Pending(min(due for due, _ in waits), min(begin for _, begin in waits))
        return news

    def _episodes(
        self, asked: Threshold, told: Told | None, since: int
    ) -> Iterator[tuple[int, int, int, bool]]:
        """When each begins, last begins to be true, and ends, and whether it is the one that was told."""
        pieces = [(begin, end, False) for begin, end in runs(self.times, asked.least, asked.span, since)]
        if told is not None:
            pieces.append((told.mark, told.reach, True))
            pieces.sort()
        begin, begun, end, is_told = None, _NEVER, _NEVER, False
        for piece in pieces:
            if begin is not None and piece[0] - end > asked.rearm:
                yield begin, begun, end, is_told
                begin, is_told = None, False
            begin = piece[0] if begin is None else begin
            if piece[1] > end:
                begun, end = told.begun if told is not None and piece[2] else piece[0], piece[1]
            is_told = is_told or piece[2]
        if begin is not None:
            yield begin, begun, end, is_told

    def opening_at(self, asked: Threshold, instant: int) -> Opening:
        """What there is within the timespan up to an instant."""
        first, last = bisect_right(self.times, instant - asked.span), bisect_right(self.times, instant)
        ids = tuple(self.ids[max(first, last - MAX_CAUSES) : last])
        return Opening(instant, last - first, self.times[first], self.times[last - 1], ids, last - first)

    def end_before(self, name: str, asked: Threshold, watermark: int) -> int:
        """Until when what was told was true at last, but for what begins at the watermark or later."""
        told, pending = self.told[name], self.pending.get(name)
        if told.begun < watermark:
            return self._reach(told, asked)
        until = watermark if pending is None else min(watermark, max(pending.since, told.mark))
        places = range(bisect_left(self.times, told.mark), bisect_left(self.times, until))
        end = last_end(self.times, asked.least, asked.span, places)
        return told.end if end is None else max(told.end, end)

    def _reach(self, told: Told, asked: Threshold) -> int:
        """Until when what was told is known to go on. It has not begun to be true since: that is seen to."""
        end = end_of(self.times, asked.least, asked.span, told.reach)
        return told.reach if end is None else end

    def _make_room(self, asked: Thresholds) -> None:
        """Let go of what no further answer depends on: too old, or settled with newer ones in its place."""
        for name, told in list(self.told.items()):
            condition = asked.by_name[name]
            told.end = self.end_before(name, condition, self.swept)
            if name in self.pending:
                continue
            told.reach = self._reach(told, condition)
            if self.swept > told.reach + condition.rearm:
                del self.told[name]
        waiting = [each.since for each in self.pending.values()]
        waiting += [each.begins(self.swept) for each in self.told.values() if each.mark >= self.swept]
        bound = min([self.swept, *waiting])
        first = bisect_left(self.times, bound - asked.longest)
        first = max(first, bisect_left(self.times, bound) - asked.most)
        if len(self.times) - first > MOST_ITEMS:
            self.dropped += len(self.times) - first - MOST_ITEMS
            first = len(self.times) - MOST_ITEMS
        del self.times[:first], self.ids[:first]
        self.room = max(_ROOM, min(2 * len(self.times), MOST_ITEMS + _ROOM))
