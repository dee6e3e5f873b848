"""Whether signals come together to a pattern: several systems on an actor, a sequence, many actors alike.

The newest instants of each item are remembered. Which of several signals of one instant came first is no
matter.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from typing import Final

from engine.matching.candidates import concerns
from engine.signal import Severity
from engine.systems.scoring.picture import Picture, Track
from engine.systems.scoring.spec import Pattern, ScoringSpec
from engine.systems.scoring.turn import Turn

MOST_TRACKS: Final = 5_000
_MOST_TIMES: Final = 8
_MOST_ITEMS: Final = 64


def met(turn: Turn, kind: str, severity: Severity) -> Iterator[Pattern]:
    """The patterns that a signal that counts completes."""
    signal = turn.signal
    for pattern in turn.spec.patterns:
        if pattern.way == "sequence":
            types = [each for each in pattern.members if "/" not in each and concerns(each, signal.type)]
            yield from completed(turn, pattern, types)
        elif not pattern.takes(severity) or signal.actor is None:
            continue
        elif pattern.way == "systems":
            if signal.system is not None and _seen(turn, pattern, f"{signal.actor}", signal.system):
                yield pattern
        elif _seen(turn, pattern, kind, f"{signal.actor}"):
            yield pattern


def completed(turn: Turn, pattern: Pattern, members: Iterable[str]) -> Iterator[Pattern]:
    """The pattern itself, when a sequence is whole with a signal that is each of some of its members."""
    actor = turn.signal.actor
    if actor is None:
        return
    items = dict.fromkeys(pattern.members[each] for each in members if each in pattern.members)
    seen = [_seen(turn, pattern, f"{actor}", item) for item in items]
    if any(seen):
        yield pattern


def is_over(track: Track, now: int, within: int, again: int) -> bool:
    """Whether a new one would do the same from here on."""
    newest = max((times[-1] for times in track.times.values()), default=0)
    return newest <= now - within and (track.fired is None or track.fired <= now - again)


def track_key(pattern: Pattern, key: str) -> str:
    """Where what was seen of a pattern is kept."""
    return f"{pattern.name}\n{key}"


def _seen(turn: Turn, pattern: Pattern, key: str, item: str) -> bool:
    """Note an item, and whether it is news that the pattern is whole."""
    tracks, time, now = turn.picture.tracks, turn.signal.time, turn.now
    if time <= now - pattern.within:
        return False
    place = track_key(pattern, key)
    track = tracks.get(place)
    if track is None or is_over(track, now, pattern.within, pattern.again):
        track = tracks[place] = Track()
    _trim(track, now - pattern.within)
    _note(track, item, time)
    if not _is_whole(track, pattern):
        return False
    if track.fired is not None and time < track.fired + pattern.again:
        return False
    track.fired = time
    return True


def _note(track: Track, item: str, time: int) -> None:
    times = track.times.setdefault(item, [])
    if time not in times:
        insort(times, time)
        del times[:-_MOST_TIMES]
    if len(track.times) > _MOST_ITEMS:
        del track.times[min(track.times, key=lambda each: (track.times[each][-1], each))]


def _trim(track: Track, until: int) -> None:
    for item in list(track.times):
        track.times[item] = left = [time for time in track.times[item] if time > until]
        if not left:
            del track.times[item]


def _is_whole(track: Track, pattern: Pattern) -> bool:
    if pattern.way == "sequence":
        return _is_in_order(track, pattern)
    newest = max(times[-1] for times in track.times.values())
    return sum(times[-1] > newest - pattern.within for times in track.times.values()) >= pattern.count


def _is_in_order(track: Track, pattern: Pattern) -> bool:
    """Whether there is one instant of each item, none before that of the item before it, all near enough."""
    return any(_reaches(track, pattern, last) for last in reversed(track.times.get(pattern.items[-1], ())))


def _reaches(track: Track, pattern: Pattern, last: int) -> bool:
    """Whether the rest of a sequence stands before an instant of its last item: each as late as it may be."""
    time = last
    for item in reversed(pattern.items[:-1]):
        times = track.times.get(item, [])
        place = bisect_right(times, time)
        if not place:
            return False
        time = times[place - 1]
    return time > last - pattern.within


def prune(picture: Picture, spec: ScoringSpec, now: int) -> None:
    """Forget what is over, and what belongs to no pattern any more."""
    known = {each.name: each for each in spec.patterns}
    for place in list(picture.tracks):
        pattern = known.get(place.partition("\n")[0])
        if pattern is None or is_over(picture.tracks[place], now, pattern.within, pattern.again):
            del picture.tracks[place]


def make_room(picture: Picture, spec: ScoringSpec, now: int) -> None:
    """When there are too many, those go that are over, then those that are quiet longest."""
    if len(picture.tracks) <= MOST_TRACKS:
        return
    prune(picture, spec, now)
    if len(picture.tracks) > MOST_TRACKS:
        ranked = sorted(picture.tracks, key=lambda place: (_newest(picture.tracks[place]), place))
        for place in ranked[: len(picture.tracks) - MOST_TRACKS * 7 // 8]:
            del picture.tracks[place]


def _newest(track: Track) -> int:
    return max((times[-1] for times in track.times.values()), default=track.fired or 0)
