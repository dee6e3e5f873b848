"""A correlation changed in the midst of a stream, against the oracle of windows.

Until the watermark of the reload the old condition counts. From then on the new one does: a silence is looked
at there and then, what can become false again at the next change of its window, what only grows when a
hit comes, and those hits that came since the watermark are such. What the old one told of ahead of the
watermark stays told. What was over by the old pause stays over; all else goes on by the new one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.runtime.reload import reload_of
from engine.signal import Signal
from engine.systems import KINDS
from tests.properties.episodes import FOR_EVER, Asked, Episode, Thing, asked, holds, things_of
from tests.properties.worlds import (
    CATALOGUE,
    PLAIN_RULES,
    START,
    TYPES,
    Arrival,
    arrivals,
    correlation,
    correlations,
    crowds,
    detection,
    finish,
    impatient,
    over_names,
    take,
    told,
)

WATCH = "pack/correlation/watch"


class Edited(NamedTuple):
    before: Document
    after: Document
    stream: list[Arrival]
    place: int
    """How many of the stream come before the reload."""


@st.composite
def edits(draw: st.DrawFn) -> Edited:
    kind = draw(st.sampled_from([correlations(), impatient()]))
    before, other = draw(kind), draw(kind)
    section, tocsin = dict(before.body["correlation"]), dict(before.body["tocsin"])
    if draw(st.booleans()):
        section["timespan"] = other.body["correlation"]["timespan"]
    if isinstance(section.get("condition"), str):
        section["condition"] = draw(over_names(draw(st.permutations(section["rules"]))))
    elif section["type"] == other.body["correlation"]["type"] and draw(st.booleans()):
        condition = other.body["correlation"].get("condition")
        section.pop("condition", None)
        section |= {} if condition is None or isinstance(condition, str) else {"condition": condition}
    tocsin.pop("rearm", None)
    tocsin |= {key: value for key, value in other.body["tocsin"].items() if key == "rearm"}
    stream = draw(st.one_of(arrivals(), crowds))
    after = correlation("watch", section, **{**tocsin, "lateness": before.body["tocsin"]["lateness"]})
    return Edited(before, after, stream, draw(st.integers(0, len(stream))))


class Played:
    """One run: the rows before and after the reload, and the watermark of each guild at it."""

    def __init__(self, edited: Edited) -> None:
        programs = Programs(KINDS, CATALOGUE)
        books = [Rulebook([*map(detection, PLAIN_RULES), each]) for each in (edited.before, edited.after)]
        first, second = map(programs.add, books)
        self.core = Core(first, programs.provide)
        self.before = [row for turn in take(self.core, edited.stream[: edited.place]) for row in turn]
        now = self.core.last_seen
        self.before += self.core.take(Signal("tick", "test.tick", now), now) or []
        loaded = Signal("reload", "rulebook.loaded", now, data={"hash": second.rulebook.hash})
        self.after = self.core.take(loaded, now) or []
        self.reload = reload_of(self.after[0].signal, 0)
        self.after += [row for turn in take(self.core, edited.stream[edited.place :]) for row in turn]
        self.after += finish(self.core)
        self.rows = self.before + self.after

    def boundary(self, guild: int | None) -> int:
        return self.reload.moment(guild, self.core.program.documents[WATCH].lateness).watermark


class Whole(NamedTuple):
    """An episode of both conditions: the pieces of it, of which those that were told ahead may be empty."""

    pieces: list[Episode]

    def has(self, point: int) -> bool:
        return any(one.start <= point < one.end or point == one.start for one in self.pieces)


def judge(old: Asked, new: Asked, things: list[Thing], boundary: int, ahead: list[int]) -> list[Whole]:
    """The episodes of both conditions, each in its time, joined as the rule in force then says."""
    if new.type.startswith("value"):
        things = [thing for thing in things if thing.value is not None]
    spans = {at for thing in things for ask in (old, new) for at in (thing.time, thing.time + ask.span)}
    instants = sorted({*spans, boundary, *ahead})
    pieces, was = [], False
    for instant, following in zip(instants, [*instants[1:], FOR_EVER], strict=False):
        if instant < boundary:
            was = holds(old, things, instant)
        else:
            was = (was or _may_begin(new, things, instant, boundary)) and holds(new, things, instant)
        if was or instant in ahead:
            pieces.append(Episode(instant, following if was else instant))
    return _joined(old, new, pieces, boundary, _begun(new, things, boundary))


def _may_begin(new: Asked, things: list[Thing], instant: int, boundary: int) -> bool:
    """Whether the new condition is asked anew: where a window changes, a growing one where a hit came."""
    if new.type == "absence" and instant == boundary:
        return True
    return any(
        instant == thing.time or (not new.grows and instant == thing.time + new.span) for thing in things
    )


def _begun(new: Asked, things: list[Thing], boundary: int) -> int:
    """When what is true at the reload began: a silence when it did, though it was none for the old one."""
    if new.type != "absence":
        return boundary
    last = max((thing.time for thing in things if thing.time <= boundary), default=boundary)
    return min(last + new.span, boundary)


def _joined(old: Asked, new: Asked, pieces: list[Episode], boundary: int, begun: int) -> list[Whole]:
    """What touches, or is not far apart, is one.

    What was over by the old pause before the boundary stays so. All else is joined by the pause that is in
    force where it goes on.
    """
    found: list[Whole] = []
    for each in pieces:
        end = found[-1].pieces[-1].end if found else None
        start = begun if each.start == boundary else each.start
        if end is None or (each.start >= boundary and boundary - end > old.rearm):
            found.append(Whole([each]))
        elif start - end <= (old if each.start < boundary else new).rearm:
            found[-1].pieces.append(each)
        else:
            found.append(Whole([each]))
    return found


def known(old: Asked, new: Asked) -> bool:
    """Whether nothing was dropped under the old condition that the new one asks for."""
    if new.span > old.span:
        return False
    if not old.grows or old.type != "event_count":
        return True
    return new.grows and least(new) <= least(old)


def least(ask: Asked) -> int:
    """How many make a growing condition true."""
    things = [Thing(0, str(n), n, (str(n),)) for n in range(9)]
    return next((n for n in range(1, 9) if holds(ask._replace(type="event_count"), things[:n], 0)), 9)


def check(edited: Edited) -> None:
    played = Played(edited)
    old, new = asked(edited.before.body), asked(edited.after.body)
    before, after = told(played.before, grows=old.grows), told(played.after, grows=new.grows)
    for key, things in things_of(played.rows, played.core.program, WATCH).items():
        boundary = played.boundary(key[0])
        points = [each.point for each in before if each.key == key]
        ahead = [point for point in points if point >= boundary]
        since = boundary if new.type == "absence" else 0  # one found begun says when it truly began
        points += [max(each.point, since) for each in after if each.key == key]
        judged = judge(old, new, things, boundary, ahead)
        times = [sum(map(one.has, points)) for one in judged]
        assert times == [1] * len(judged), (key, judged, points, boundary)
        assert len(points) == len(judged), (key, judged, points, boundary)


EDITS = edits().filter(lambda each: known(asked(each.before.body), asked(each.after.body)))


@settings(max_examples=300, deadline=None, phases=[Phase.generate], report_multiple_bugs=False)
@given(EDITS)
def test_each_episode_of_both_conditions_is_told_of_once(edited: Edited) -> None:
    check(edited)


SECTION = {"type": "event_count", "rules": ["ban"], "timespan": "1s", "group-by": ["actor"]}


def bans(*instants: tuple[int, int] | int, **data: int) -> list[Arrival]:
    """Bans by one person, at milliseconds after the start: when each came, or when and when it happened."""
    pairs = [each if isinstance(each, tuple) else (each, each) for each in instants]
    return [
        Arrival(
            START + seen, Signal(f"ban:{n}:{at}", "discord.member.ban", START + at, 1, actor=7, data=data)
        )
        for n, (seen, at) in enumerate(pairs)
    ]


def tick(at: int) -> Arrival:
    return Arrival(START + at, Signal(f"tick:{at}", "test.tick", START + at, guild=1))


def watch(section: dict[str, Any], condition: Any = None, **tocsin: str) -> Document:
    return correlation(
        "watch", section if condition is None else {**section, "condition": condition}, **tocsin
    )


def told_after(edited: Edited) -> int:
    """How many episodes are told of after the reload; all of them are held against the oracle, too."""
    check(edited)
    return len(told(Played(edited).after, grows=True))


def test_a_longer_pause_does_not_bring_back_what_was_over() -> None:
    """The old condition had no pause: by the reload what it told of was over."""
    section = {**SECTION, "type": "value_median", "timespan": "2s"}
    first, second = bans(1_000, 4_000, amount=2)
    before, after = (
        watch(section, {"gte": -1, "field": "amount"}, lateness="0s", rearm=rearm) for rearm in ("0s", "2s")
    )

    assert told_after(Edited(before, after, [first, tick(3_999), second], 2)) == 1


def test_a_silence_that_the_new_timespan_finds_begun_is_as_far_from_the_last_as_it_began() -> None:
    section = {**SECTION, "type": "absence"}
    before = watch({**section, "timespan": "2s"}, lateness="4s", rearm="4s")
    after = watch(section, lateness="4s")

    assert told_after(Edited(before, after, [*bans(2_000, 6_000), tick(11_499)], 3)) == 0


def test_what_was_told_ahead_and_is_true_no_more_ended_at_that_instant() -> None:
    section = {**SECTION, "type": "temporal", "rules": ["loud", "ban", "kick"], "timespan": "2s"}
    before = watch(section, "(kick and loud or ban)", lateness="3s")
    after = watch(section, "ban and kick or not loud", lateness="3s")
    for second in (6_998, 6_999, 7_000, 7_001):
        stream = [*bans(4_999, loud=1), *bans(second, loud=0), tick(14_500)]
        check(Edited(before, after, stream, 2))


def test_the_pause_in_force_says_whether_what_was_told_ahead_is_one_with_what_came_late_before_it() -> None:
    """Until the watermark is past the old pause behind what came late, the old rule has not decided it."""
    stream = [*bans(3_500, 3_999, (4_000, 1_000), (4_000, 1_000)), tick(5_500), tick(6_001)]
    for pause, place, expected in (("1s", 5, 1), ("2s", 5, 0), ("2s", 6, 0)):
        before = watch(SECTION, {"gte": 2}, lateness="3s", rearm="1s")
        after = watch(SECTION, {"gte": 2}, lateness="3s", rearm=pause)
        assert told_after(Edited(before, after, stream, place)) == expected, (pause, place)


def test_what_waits_is_one_with_what_was_told_ahead_though_that_is_true_no_more() -> None:
    """Two bans within the shorter timespan, half a second before the one that made it three in the longer."""
    before, after = (
        watch({**SECTION, "type": "value_count", "timespan": span}, {"gte": number, "field": "target"}, **of)
        for span, number, of in (("4s", 3, {"lateness": "3s"}), ("1s", 2, {"lateness": "3s", "rearm": "2s"}))
    )
    stream = [
        Arrival(START + at, Signal(f"ban:{at}", TYPES["ban"], START + at, guild=1, actor=7, target=target))
        for at, target in ((1_500, 1), (2_000, 2), (3_000, 3))
    ]

    assert told_after(Edited(before, after, stream, 3)) == 0


def test_a_shorter_pause_parts_what_the_old_one_had_yet_to_join() -> None:
    stream = [*bans(3_500, 3_999, (4_000, 1_000), (4_000, 1_000)), tick(4_500)]
    before = watch(SECTION, {"gte": 2}, lateness="3s", rearm="2s")
    after = watch(SECTION, {"gte": 2}, lateness="3s", rearm="1s")

    assert told_after(Edited(before, before, stream, 5)) == 0
    assert told_after(Edited(before, after, stream, 5)) == 1


def test_so_it_does_where_the_old_one_had_joined_what_came_late_with_what_was_told() -> None:
    """What came late is settled in part; so windows that are shared have to know where it begins, too."""
    hits = [0, 0, *[1_000] * 2, *[2_000] * 3, *[(2_000, 0)] * 3, 4_001]
    before, after = (watch(SECTION, {"gte": 3}, lateness="4s", rearm=rearm) for rearm in ("1s", "0s"))

    assert told_after(Edited(before, before, bans(*hits), len(hits))) == 0
    assert told_after(Edited(before, after, bans(*hits), len(hits))) == 1


def test_hits_that_no_watermark_has_passed_are_judged_by_a_lower_number_at_once() -> None:
    """Nothing more need come: a raid that is over within the moment would never be told of."""
    before, after = (watch(SECTION, {"gte": number}, lateness="3s") for number in (3, 2))

    assert told_after(Edited(before, after, [*bans(1_000, 1_500), tick(2_000)], 3)) == 1


def test_a_lower_number_is_no_news_of_what_is_settled_until_the_next_hit() -> None:
    """Else a number that is lowered would tell of all that met it in a long window."""
    section = {**SECTION, "type": "temporal", "rules": ["ban", "kick", "join"], "timespan": "1m"}
    before, after = (watch(section, {"gte": number}, lateness="3s") for number in (3, 1))
    settled = [*bans(1_000, 1_500, 2_000), tick(9_000)]

    assert told_after(Edited(before, after, [*settled, tick(62_000)], 4)) == 0
    assert told_after(Edited(before, after, [*settled, *bans(70_000)], 4)) == 1
    assert told_after(Edited(before, after, [*settled, *bans(61_300)], 4)) == 1
