"""A correlation changed in the midst of a stream, against the oracle of windows.

Until the watermark of the reload the old condition counts, from the next change of the window on the
new one. What the old one told of ahead of the watermark stays told. A growing condition that becomes
true by nothing but the reload is told of when the next signal comes, if ever. What the old condition had
no use for any more may be forgotten by then: a longer pause under the new one does not bring it back.
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
    Arrival,
    arrivals,
    correlation,
    correlations,
    crowds,
    detection,
    finish,
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
    before, other = draw(correlations()), draw(correlations())
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


class Judged(NamedTuple):
    """What is told of a group, by the oracle; `true` are the instants at which the new condition is.

    `forgotten` are the beginnings of those whose first part the old condition may have forgotten, and `open`
    those of which the reload could not know yet whether they are one with what was told ahead of it: that
    comes after more than the old pause, and no more than the new one.
    """

    found: list[Episode]
    forgotten: frozenset[int]
    open: frozenset[int]
    true: list[Episode]


def judge(old: Asked, new: Asked, things: list[Thing], boundary: int, ahead: list[int]) -> Judged:
    """The episodes of both conditions, each in its time, joined as the rule in force then says."""
    if new.type.startswith("value"):
        things = [thing for thing in things if thing.value is not None]
    spans = {at for thing in things for ask in (old, new) for at in (thing.time, thing.time + ask.span)}
    instants = sorted({*spans, boundary, *ahead})
    pieces, true, was = [], [], False
    for instant, following in zip(instants, [*instants[1:], FOR_EVER], strict=False):
        if instant < boundary:
            was = holds(old, things, instant)
        elif instant == boundary and new.type != "absence" and not _changes(new, things, instant):
            was = was and holds(new, things, instant)
        elif _changes(new, things, instant) or instant == boundary:
            was = holds(new, things, instant)
            if was:
                true.append(Episode(instant, following))
        if was or instant in ahead:
            pieces.append(Episode(instant, following if was else instant + 1))
    silent = max((thing.time for thing in things if thing.time <= boundary), default=boundary) + new.span
    begun = min(silent, boundary) if new.type == "absence" else boundary
    return Judged(*_joined((old, new), pieces, boundary, ahead, begun), true)


def _joined(
    both: tuple[Asked, Asked], pieces: list[Episode], boundary: int, ahead: list[int], begun: int
) -> tuple[list[Episode], frozenset[int], frozenset[int]]:
    """What touches, or is not far apart, is one; the beginnings of what may be forgotten, or is open yet.

    `begun`: when what is true at the reload began, which for a silence is before it.
    """
    old, new = both
    found: list[Episode] = []
    forgotten: set[int] = set()
    unsettled: set[int] = set()
    for each in pieces:
        rearm = old.rearm if each.start < boundary or each.start in ahead else new.rearm
        start = begun if each.start == boundary else each.start
        if found and start - _ended(found[-1], ahead) <= rearm:
            if each.start >= boundary > found[-1].end + old.rearm:
                forgotten.add(found[-1].start)
            found[-1] = Episode(found[-1].start, max(each.end, found[-1].end))
        else:
            if found and each.start in ahead and each.start - found[-1].end <= new.rearm:
                unsettled |= {found[-1].start} if found[-1].end + old.rearm > boundary else set()
            found.append(each)
    return found, frozenset(forgotten), frozenset(unsettled)


def _ended(episode: Episode, ahead: list[int]) -> int:
    """When it ended: what was told ahead and is true under no condition any more, at that very instant."""
    return episode.end - (episode.end - 1 in ahead)


def _changes(ask: Asked, things: list[Thing], instant: int) -> bool:
    return any(instant in (thing.time, thing.time + ask.span) for thing in things)


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
    groups = things_of(played.rows, played.core.program, WATCH)
    before = told(played.before, grows=old.grows)
    after = list(zip(*(told(played.after, grows=grows) for grows in (new.grows, False)), strict=True))
    for key, things in groups.items():
        boundary = played.boundary(key[0])
        ahead = [each.point for each in before if each.key == key and each.point >= boundary]
        judged = judge(old, new, things, boundary, ahead)
        points = [each.point for each in before if each.key == key]
        points += [
            _counted_at(new, point.point, at.point, boundary) for point, at in after if point.key == key
        ]
        for one in judged.found:
            times = sum(one.start <= point < one.end for point in points)
            if one.start in judged.forgotten:
                assert times <= 2, (key, one, points, boundary)
            elif one.start in judged.open:
                assert times <= 1, (key, one, points, boundary)
            elif not new.grows or one.end <= boundary or came(played, key, judged, one):
                assert times == 1, (key, one, points, boundary)
            else:
                assert times <= 1, (key, one, points, boundary)
        stray = [each for each in points if not any(one.start <= each < one.end for one in judged.found)]
        assert stray == [], (key, judged, boundary)


def _counted_at(new: Asked, point: int, at: int, boundary: int) -> int:
    """Where what was told after the reload lies.

    A silence that the shorter new timespan finds begun already is told with its true beginning. A
    growing condition that old signals alone meet is told of at the instant at which that was seen.
    """
    if new.type == "absence":
        return max(point, boundary)
    return point if point >= boundary else at


def came(played: Played, key: tuple[Any, ...], judged: Judged, one: Episode) -> bool:
    """Whether a signal of the group came after the reload while the new condition was true."""
    lateness = played.core.program.documents[WATCH].lateness
    return any(
        WATCH in played.core.program.meant(hit.document, key[0]) and hit.rules and tuple(hit.key) == key
        and row.signal.time >= row.base - lateness
        and any(piece.start <= row.signal.time < piece.end for piece in judged.true)
        and one.start <= row.signal.time < one.end
        for row in played.after
        for hit in row.hits
    )  # fmt: skip


@settings(max_examples=300, deadline=None, phases=[Phase.generate], report_multiple_bugs=False)
@given(edits().filter(lambda each: known(asked(each.before.body), asked(each.after.body))))
def test_each_episode_of_both_conditions_is_told_of_once(edited: Edited) -> None:
    check(edited)


def test_a_longer_pause_does_not_bring_back_what_was_forgotten() -> None:
    """The old condition had no pause: by the reload nothing was left of what it told."""
    section = {
        "type": "value_median",
        "rules": ["ban"],
        "timespan": "2s",
        "group-by": ["guild", "actor"],
        "condition": {"gte": -1, "field": "amount"},
    }
    bans = [
        Arrival(at, Signal(f"ban:{at}", "discord.member.ban", at, guild=1, actor=7, data={"amount": 2}))
        for at in (START + 1_000, START + 4_000)
    ]
    tick = Arrival(START + 3_999, Signal("tick:1", "test.tick", START + 3_999, guild=1))
    before, after = (correlation("watch", section, lateness="0s", rearm=rearm) for rearm in ("0s", "2s"))

    check(Edited(before, after, [bans[0], tick, bans[1]], 2))


def test_a_silence_that_the_new_timespan_finds_begun_is_as_far_from_the_last_as_it_began() -> None:
    section = {"type": "absence", "rules": ["ban"], "group-by": ["actor"]}
    before = correlation("watch", {**section, "timespan": "2s"}, lateness="4s", rearm="4s")
    after = correlation("watch", {**section, "timespan": "1s"}, lateness="4s")
    stream = [
        Arrival(START + at, Signal(f"ban:{at}", "discord.member.ban", START + at, guild=1, actor=7))
        for at in (2_000, 6_000)
    ]
    stream.append(Arrival(START + 11_499, Signal("tick:1", "test.tick", START + 11_499, guild=1)))
    check(Edited(before, after, stream, 3))


def test_what_was_told_ahead_and_is_true_no_more_ended_at_that_instant() -> None:
    section = {"type": "temporal", "rules": ["loud", "ban", "kick"], "timespan": "2s", "group-by": ["actor"]}
    conditions = ("(kick and loud or ban)", "ban and kick or not loud")
    before, after = (
        correlation("watch", {**section, "condition": each}, lateness="3s") for each in conditions
    )
    for second in (6_998, 6_999, 7_000, 7_001):
        bans = [
            Arrival(
                START + at,
                Signal(f"ban:{at}", "discord.member.ban", START + at, guild=1, actor=7, data={"loud": loud}),
            )
            for at, loud in ((4_999, 1), (second, 0))
        ]
        end = Arrival(START + 14_500, Signal("tick:1", "test.tick", START + 14_500, guild=1))
        check(Edited(before, after, [*bans, end], 2))


def test_a_longer_pause_may_join_what_was_told_ahead_with_what_came_late() -> None:
    """Late signals made an episode before the one that was told: the reload cannot know if they are one."""
    section = {
        "type": "event_count",
        "rules": ["ban"],
        "timespan": "1s",
        "group-by": ["actor"],
        "condition": {"gte": 2},
    }
    stream = [
        Arrival(START + seen, Signal(f"ban:{n}", "discord.member.ban", START + at, guild=1, actor=7))
        for n, (seen, at) in enumerate([(3_500, 3_500), (3_999, 3_999), (4_000, 1_000), (4_000, 1_000)])
    ]
    stream.append(Arrival(START + 5_500, Signal("tick:1", "test.tick", START + 5_500, guild=1)))
    before = correlation("watch", section, lateness="3s", rearm="1s")
    for rearm in ("1s", "2s"):
        check(Edited(before, correlation("watch", section, lateness="3s", rearm=rearm), stream, 5))
