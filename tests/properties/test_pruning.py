"""When a state is forgotten in which nothing is left is chance: no reload may bring that chance to light.

The bot forgets such states a few at a time, a replay never does: the effects of both must be the same.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import Signal
from engine.systems import KINDS
from tests.properties.test_handover import edits
from tests.properties.worlds import (
    CATALOGUE,
    PLAIN_RULES,
    START,
    Arrival,
    copy_of,
    correlation,
    crowds,
    detection,
)

MANY = 1_000


class Editions(NamedTuple):
    """One correlation in several versions (None: not there), each in force for a stretch of the stream."""

    versions: list[Document | None]
    streams: list[list[Arrival]]


@st.composite
def editions(draw: st.DrawFn) -> Editions:
    first, second = draw(edits())[:2]
    other = {**second.body["tocsin"], "lateness": draw(st.sampled_from(["0s", "1s", "3s"]))}
    third = correlation("watch", second.body["correlation"], **other)
    versions = [first, *draw(st.lists(st.sampled_from([first, second, third, None]), min_size=1, max_size=4))]
    stream = [each for each in draw(crowds) if each.signal.id not in {"gap", "filled"}]
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), min_size=len(versions), max_size=len(versions))))
    return Editions(versions, [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)])


def effects(given_: Editions, *, forgetful: bool) -> list[str]:
    """Every effect, in order, of a core that forgets what it can after each turn, or never."""
    programs = Programs(KINDS, CATALOGUE)
    books = [
        programs.add(Rulebook([*map(detection, PLAIN_RULES), *([] if each is None else [each])])).rulebook
        for each in given_.versions
    ]
    core = Core(programs.empty(), programs.provide)
    found: list[str] = []

    def take(signal: Signal, seen: int) -> None:
        for row in core.take(signal, seen) or ():
            found.extend(repr((row.signal.id, each)) for each in row.effects)
        if forgetful:
            core.prune(MANY)

    for n, (book, stream) in enumerate(zip(books, given_.streams, strict=False)):
        now = core.last_seen
        take(Signal(f"reload-{n}", "rulebook.loaded", now, data={"hash": book.hash}), now)
        for seen, signal in stream:
            take(copy_of(signal), seen)
    end = core.last_seen + 60_000
    take(Signal("end", "test.tick", end), end)
    return found


@settings(max_examples=300, deadline=None, phases=[Phase.generate], report_multiple_bugs=False)
@given(editions())
def test_no_reload_can_tell_what_was_forgotten(given_: Editions) -> None:
    assert effects(given_, forgetful=True) == effects(given_, forgetful=False)


def watch(timespan: str, rearm: str, lateness: str = "0s") -> Document:
    section = {"type": "event_count", "rules": ["ban"], "timespan": timespan, "condition": {"gte": 2}}
    return correlation("watch", section, lateness=lateness, rearm=rearm)


def bans(*seconds: float, guild: int = 1) -> list[Arrival]:
    times = [START + int(1_000 * each) for each in seconds]
    return [
        Arrival(time, Signal(f"{guild}-{time}", "discord.member.ban", time, guild=guild, actor=7))
        for time in times
    ]


def alerts(given_: Editions, *, forgetful: bool) -> int:
    return sum("effect=Emit" in each for each in effects(given_, forgetful=forgetful))


@pytest.mark.parametrize("forgetful", [True, False])
def test_an_episode_that_was_over_is_not_joined_by_a_longer_time_to_re_arm(forgetful: bool) -> None:
    before = [*bans(0, 0.5), *bans(10, guild=2), *bans(20)]
    edited = Editions([watch("1s", "0s"), watch("1s", "1h")], [before, bans(20.5)])
    assert alerts(edited, forgetful=forgetful) == 2


@pytest.mark.parametrize("forgetful", [True, False])
def test_an_item_that_had_left_does_not_come_back_with_a_longer_timespan(forgetful: bool) -> None:
    before = [*bans(0), *bans(10, guild=2)]
    edited = Editions([watch("1s", "0s"), watch("1h", "0s")], [before, bans(20)])
    assert alerts(edited, forgetful=forgetful) == 0


@pytest.mark.parametrize("forgetful", [True, False])
def test_a_group_in_which_nothing_was_left_waits_for_late_signals_like_a_new_one(forgetful: bool) -> None:
    before = [*bans(0), *bans(10, guild=2)]
    late = [Arrival(START + 10_500, each) for _, each in bans(9, 9.2)]
    edited = Editions([watch("1s", "0s"), watch("1s", "1s", lateness="15s")], [before, late])
    assert alerts(edited, forgetful=forgetful) == 1
