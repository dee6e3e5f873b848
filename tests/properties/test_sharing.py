"""Correlations that count the same share windows: each tells what it tells alone, whatever becomes of others.

They come and go, and are changed and tuned, in the midst of a stream; the process stops and goes on at any
point.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.effects import Emit
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.runtime.recovery import recover
from engine.signal import Signal
from engine.store.memory import MemoryStore
from engine.store.rows import Batch, Kept, Row
from engine.systems import KINDS
from engine.systems.correlation.joint import WINDOWS
from engine.systems.kind import Key, Moment
from tests.properties.episodes import asked
from tests.properties.test_windows import check_once, expected
from tests.properties.worlds import (
    CATALOGUE,
    PLAIN_RULES,
    START,
    TYPES,
    Arrival,
    correlation,
    crowds,
    detection,
    run,
    take,
    told,
)

NAMES = ("one", "two", "three", "four")
MANY = 1_000
seconds = st.sampled_from(["0s", "1s", "2s", "5s"])


@st.composite
def watches(draw: st.DrawFn, name: str, *, alike: bool) -> Document:
    """A count of bans that grows: what is shared. Now and then, unless all are `alike`, something else."""
    condition: dict[str, Any] = {draw(st.sampled_from(["gte", "gte", "gt"])): draw(st.integers(1, 4))}
    section = {"type": "event_count", "rules": ["ban"], "group-by": ["actor"], "condition": condition}
    tocsin = {"lateness": "2s", "rearm": draw(seconds)}
    others = [*[""] * 6, "falling", "values", "lateness", "keep", "guilds"]
    other = "" if alike else draw(st.sampled_from(others))
    if other == "falling":
        section["condition"] = {"lt": draw(st.integers(2, 4))}
    elif other == "values":
        section |= {"type": "value_count", "condition": {**condition, "field": "target"}}
    elif other == "lateness":
        tocsin["lateness"] = draw(st.sampled_from(["0s", "1s", "4s"]))
    elif other == "keep":
        tocsin["on_change"] = "keep"
    elif other == "guilds":
        tocsin["guilds"] = ["1"]
    section["timespan"] = draw(st.sampled_from(["1s", "2s", "3s", "4s"]))
    return correlation(name, section, **tocsin)


@st.composite
def tunings(draw: st.DrawFn) -> list[Document]:
    """What a guild of its own accord has otherwise; mostly nothing."""
    knobs = draw(st.dictionaries(st.sampled_from(NAMES), turns_of_knobs, max_size=2))
    guild = draw(st.sampled_from(["1", "2"]))
    body = {"kind": "settings", "guild": guild, "tune": knobs}
    is_there = knobs and draw(st.booleans())
    return [Document("settings", f"of-{guild}", "pack", "s.yml", 0, body, {})] if is_there else []


turns_of_knobs = st.sampled_from([{"threshold": 1}, {"threshold": 3}, {"window": "2s"}, {"off": True}])
many = st.tuples(*(watches(name, alike=True) for name in NAMES)).map(list)


@settings(max_examples=80, deadline=None)
@given(many, crowds)
def test_each_of_those_that_share_is_right(documents: list[Document], stream: list[Arrival]) -> None:
    core, rows = run(stream, *documents)
    assert len(core.program.joints.documents) == 1
    for each in documents:
        points = told(rows, grows=True, document=each.identity)
        check_once(expected(core, rows, asked(each.body), each.identity), points)


class Story(NamedTuple):
    """Rulebooks, each in force for a stretch of the stream.

    After each signal so many states are written down; after some, mostly soon after a reload, it stops.
    """

    versions: list[list[Document]]
    streams: list[list[Arrival]]
    saves: list[int]
    stops: list[int]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    versions: list[list[Document]] = []
    for n in range(draw(st.integers(2, 4))):
        before = {each.id: each for each in versions[-1]} if n else {}
        found = []
        for name in NAMES:
            fate = draw(st.sampled_from(["same", "same", "new", "gone"]))
            if fate == "same" and name in before:
                found.append(before[name])
            elif fate != "gone":
                found.append(draw(watches(name, alike=False)))
        versions.append(found + draw(tunings()))
    stream = [each for each in draw(crowds) if each.signal.id not in {"gap", "filled"}]
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), min_size=len(versions), max_size=len(versions))))
    cuts[-1] = len(stream)
    streams = [stream[a:b] for a, b in zip([0, *cuts], cuts, strict=False)]
    count = len(stream) + len(versions)
    reloads = [n + sum(map(len, streams[:n])) for n in range(len(versions))]
    return Story(
        versions,
        streams,
        draw(st.lists(st.sampled_from([0, 0, 1, 1, 2]), min_size=count, max_size=count)),
        [each + draw(st.integers(0, 5)) for each in reloads]
        + draw(st.lists(st.integers(0, count), max_size=2)),
    )


def turns(story: Story, programs: Programs, only: str | None = None) -> list[tuple[Signal, int]]:
    """Reloads and signals in order. `only`: without all other correlations."""
    found: list[tuple[Signal, int]] = []
    now = 0
    for n, (documents, stream) in enumerate(zip(story.versions, story.streams, strict=True)):
        own = [each for each in documents if only in (None, each.id) or each.id not in NAMES]
        book = programs.add(Rulebook([*map(detection, PLAIN_RULES), *own])).rulebook
        now = max([now, *(each.seen for each in stream[:1])]) if not n else now
        found.append((Signal(f"reload-{n}", "rulebook.loaded", now, data={"hash": book.hash}), now))
        for seen, signal in stream:
            now = max(now, seen)
            found.append((signal, seen))
    end = now + 60_000
    return [*found, (Signal("end", "test.tick", end), end)]


def play(
    story: Story, only: str | None = None, *, forgetful: bool = False, to_the_end: bool = True
) -> tuple[Core, list[Row]]:
    programs = Programs(KINDS, CATALOGUE)
    found = turns(story, programs, only)
    core = Core(programs.empty(), programs.provide)
    rows: list[Row] = []
    for signal, seen in found if to_the_end else found[:-1]:
        rows += take(core, [Arrival(seen, signal)])[0]
        if forgetful:
            core.prune(MANY)
    return core, rows


def finish(core: Core) -> list[Row]:
    """Let the clock run on until nothing waits."""
    end = core.last_seen + 60_000
    return take(core, [Arrival(end, Signal("end", "test.tick", end))])[0]


def news(rows: list[Row], document: str) -> list[str]:
    """What a document tells, and in which turn; by which timer is not the same for many as for one."""
    return [
        repr((row.signal.seen, each.key, each.effect))
        for row in rows
        for each in row.effects
        if each.document == document and isinstance(each.effect, Emit)
    ]


def left(core: Core, document: str) -> dict[Key, Any]:
    """What a document that shares would go on with by itself: of each group in which there is anything."""
    compiled = core.program.single.get(document)
    if compiled is None or not compiled.joint:
        return {}
    shared = core.program.documents[compiled.joint]
    moment = Moment(core.last_seen, core.last_seen - shared.lateness)
    groups = {
        key: WINDOWS.part(shared.within(key[0]).spec, state, document, moment)
        for (place, key), state in core.cells
        if place == shared.identity and compiled.within(key[0]).joint
    }
    return {
        key: (group.items, group.swept, group.is_true, group.end, group.mark, group.waiting, group.due)
        for key, group in groups.items()
        if not group.is_spent(compiled.spec.window, moment.watermark)
    }


def check_alone(story: Story, *, forgetful: bool) -> None:
    core, rows = play(story, forgetful=forgetful, to_the_end=False)
    there = {name: left(core, f"pack/correlation/{name}") for name in NAMES}
    rows += finish(core)
    for name in NAMES:
        identity = f"pack/correlation/{name}"
        alone, own = play(story, name, to_the_end=False)
        assert there[name] == left(alone, identity), name
        assert news(rows, identity) == news(own + finish(alone), identity), name


generated = settings(max_examples=150, deadline=None, phases=[Phase.generate], report_multiple_bugs=False)
thorough = settings(max_examples=5_000, deadline=None, phases=[Phase.generate], report_multiple_bugs=False)


@generated
@given(stories(), st.booleans())
def test_each_tells_what_it_tells_alone_whatever_becomes_of_the_others(story: Story, forgetful: bool) -> None:
    check_alone(story, forgetful=forgetful)


@pytest.mark.soak
@thorough
@given(stories(), st.booleans())
def test_in_thousands_of_stories_each_tells_what_it_tells_alone(story: Story, forgetful: bool) -> None:
    check_alone(story, forgetful=forgetful)


def bans(*moments: tuple[float, float]) -> list[Arrival]:
    """Each with the second at which it happened, and that at which it came."""
    return [
        Arrival(ms(seen), Signal(f"{time}", TYPES["ban"], ms(time), guild=1, actor=7))
        for time, seen in moments
    ]


def ms(second: float) -> int:
    return START + int(1_000 * second)


def watch(name: str, condition: dict[str, int], timespan: str, rearm: str = "0s") -> Document:
    section = {"type": "event_count", "rules": ["ban"], "condition": condition, "timespan": timespan}
    return correlation(name, section, lateness="2s", rearm=rearm)


def test_what_is_put_aside_is_as_far_as_the_watermark_however_seldom_it_was_looked_at() -> None:
    """Alone it shares at once; beside the other it counts by itself first, and lets things pass."""
    other, first = watch("one", {"gte": 1}, "1s"), watch("two", {"gte": 1}, "2s", rearm="1s")
    again = watch("two", {"lt": 2}, "3s")
    stream = [bans((3, 3), (5.5, 5.5)), bans((6, 6), (9, 9)), [], bans((20, 20))]
    check_alone(Story([[other], [other, first], [other], [other, again]], stream, [0], []), forgetful=False)


def test_what_came_at_the_instant_of_a_reload_is_in_the_window_until_it_has_left_it() -> None:
    other, first = watch("one", {"gte": 9}, "9s"), watch("two", {"gte": 2}, "2s")
    again, longer = watch("two", {"gte": 1}, "2s"), watch("two", {"gte": 3}, "4s")
    stream = [bans((6, 6)), [], bans((9, 10)), bans((9.5, 10), (20, 20))]
    story = Story([[other, first], [other], [other, again], [other, longer]], stream, [0], [])
    check_alone(story, forgetful=False)
    assert len(news(play(story)[1], "pack/correlation/two")) == 2


def test_what_comes_at_the_very_instant_at_which_an_episode_is_over_is_told_by_that_signal() -> None:
    other, rule = watch("one", {"gte": 4}, "1s"), watch("two", {"gte": 1}, "2s")
    stream = [bans((1, 1)), bans((2, 2), (6.001, 6.001))]
    story = Story([[other], [other, rule]], stream, [0], [])
    check_alone(story, forgetful=False)
    assert [row.signal.id for row in play(story)[1] if told_by(row, "two")] == ["2", "6.001"]


def told_by(row: Row, name: str) -> bool:
    return any(each.document.endswith(f"/{name}") and isinstance(each.effect, Emit) for each in row.effects)


def effects(rows: list[Row]) -> list[str]:
    return [repr((row.signal.id, each)) for row in rows for each in row.effects]


class Stopping:
    """A story that is written down a little at a time, and goes on from there."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.store = MemoryStore()
        self.programs = Programs(KINDS, CATALOGUE)
        self.rows: list[Row] = []
        self._core = Core(self.programs.empty(), self.programs.provide)

    def run(self) -> None:
        for n, (signal, seen) in enumerate(turns(self.story, self.programs)):
            reload = signal.type == "rulebook.loaded"
            rows = take(self._core, [Arrival(seen, signal)])[0]
            self.rows += rows
            books = {signal.data["hash"]: self._kept(signal.data["hash"])} if reload else {}
            self._commit(rows, self.story.saves[n % len(self.story.saves)], books)
            if n in self.story.stops:
                again = Core(self.programs.empty(), self.programs.provide)
                self._core = recover(self.store, again, self.programs.provide).core

    def _kept(self, hash_: str) -> Kept:
        rulebook = self.programs.provide(hash_).rulebook
        return Kept(rulebook.digests, rulebook.saved())

    def _commit(self, rows: list[Row], states: int, books: dict[str, Kept]) -> None:
        core = self._core
        timers, cancelled = core.timers.take_changes()
        taken = core.cells.take_some(states, core.seq)
        self.store.commit(
            Batch(
                rows, core.seq, core.last_seen, core.cells.floor(core.seq), timers=timers,
                cancelled=cancelled, states=taken, marks=core.known.moved(), rulebooks=books,
            )
        )  # fmt: skip


def check_stopping(story: Story) -> None:
    stopping = Stopping(story)
    stopping.run()
    assert effects(stopping.rows) == effects(play(story)[1])


@generated
@given(stories())
def test_stopping_at_any_point_changes_nothing(story: Story) -> None:
    check_stopping(story)


@pytest.mark.soak
@thorough
@given(stories())
def test_stopping_changes_nothing_in_thousands_of_stories(story: Story) -> None:
    check_stopping(story)
