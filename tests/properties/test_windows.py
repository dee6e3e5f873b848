"""Random correlations over random streams through the real loop, against the brute-force oracle."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.documents.document import Document
from engine.runtime.core import Core
from engine.runtime.recovery import recover
from engine.store.memory import MemoryStore
from engine.store.rows import Batch, Row
from tests.properties.episodes import Asked, Episode, asked, episodes, things_of
from tests.properties.worlds import (
    Arrival,
    Told,
    cases,
    copy_of,
    correlations,
    crowds,
    finish,
    new_core,
    run,
    take,
    told,
)

WATCH = "pack/correlation/watch"
Case = tuple[Document, list[Arrival]]
Groups = dict[tuple[Any, ...], list[Episode]]


def expected(core: Core, rows: list[Row], ask: Asked, identity: str = WATCH) -> Groups:
    groups = things_of(rows, core.program, identity)
    return {key: episodes(ask, things) for key, things in groups.items()}


def tally(groups: Groups, points: list[Told]) -> tuple[Counter[Any], list[Told]]:
    """How often each episode was told of, and what was told of none."""
    times: Counter[Any] = Counter()
    stray = []
    for each in points:
        inside = [one for one in groups.get(each.key, []) if one.start <= each.point < one.end]
        if inside:
            times[each.key, inside[0]] += 1
        else:
            stray.append(each)
    return times, stray


def check_once(groups: Groups, points: list[Told]) -> None:
    times, stray = tally(groups, points)
    wanted = Counter((key, one) for key, found in groups.items() for one in found)
    assert stray == []
    assert times == wanted


@settings(max_examples=150, deadline=None)
@given(cases)
def test_each_episode_of_what_finally_came_is_told_of_once(case: Case) -> None:
    watch, stream = case
    ask = asked(watch.body)
    core, rows = run(stream, watch)
    check_once(expected(core, rows, ask), told(rows, grows=ask.grows))


@settings(max_examples=100, deadline=None)
@given(cases)
def test_nothing_waits_longer_than_it_must(case: Case) -> None:
    """After every turn: what has begun is told of, if it grows at once, unless an alert is unsettled.

    In another guild's turn, what is due at its very instant may wait until the instant is over.
    """
    watch, stream = case
    ask = asked(watch.body)
    core = new_core(watch)
    rows: list[Row] = []
    for turn in take_each(core, stream):
        rows += turn
        points = told(rows, grows=ask.grows)
        groups = expected(core, rows, ask)
        times, stray = tally(groups, points)
        assert ask.type == "absence" or not ask.grows or stray == []
        for key, found in groups.items():
            of = next((row.signal.guild for row in turn if row.signal.origin == "input"), None)
            now = core.last_seen - (of not in (None, key[0]))
            watermark = core.base(key[0], now) - core.program.documents[WATCH].lateness
            unsettled = [one for one in found if times[key, one] and watermark <= one.end + ask.rearm]
            for one in found:
                if times[key, one]:
                    continue
                assert watermark <= one.end + ask.rearm, (one, watermark)
                if ask.grows and unsettled:
                    continue
                assert not ask.grows, (one, watermark)
                assert watermark <= one.start, (one, watermark)


@pytest.mark.soak
@settings(max_examples=10_000, deadline=None)
@given(cases)
def test_ten_thousand_streams_are_told_of_right(case: Case) -> None:
    watch, stream = case
    ask = asked(watch.body)
    core, rows = run(stream, watch)
    check_once(expected(core, rows, ask), told(rows, grows=ask.grows))


def take_each(core: Core, stream: list[Arrival]):
    for arrival in stream:
        yield take(core, [arrival])[0]
    yield finish(core)


def lines(rows: list[Row], guild: int | None = None) -> list[str]:
    """All effects in order, with the signals that caused them; of one guild, if one is given."""
    return [
        repr((row.signal.id, planned))
        for row in rows
        if guild in (None, row.signal.guild)
        for planned in row.effects
    ]


@settings(max_examples=50, deadline=None)
@given(cases, st.integers(0, 40), st.integers(0, 40), st.integers(0, 3))
def test_a_restart_at_any_point_changes_nothing(case: Case, saved: int, died: int, states: int) -> None:
    """Some states are saved, the rest is folded from the journal; then the stream goes on."""
    watch, stream = case
    saved, died = sorted((saved % (len(stream) + 1), died % (len(stream) + 1)))
    _, whole = run(stream, watch)
    first = new_core(watch)
    store = MemoryStore()
    before = take(first, stream[:saved])
    commit(store, first, before, states=states)
    between = take(first, stream[saved:died])
    commit(store, first, between, states=0)

    again = new_core(watch)
    second = recover(store, again, again._provide).core
    after = [*take(second, stream[died:]), finish(second)]
    assert lines([row for turn in (*before, *between, *after) for row in turn]) == lines(whole)


def commit(store: MemoryStore, core: Core, turns: list[list[Row]], *, states: int) -> None:
    rows = [row for turn in turns for row in turn]
    timers, cancelled = core.timers.take_changes()
    taken = core.cells.take_some(states, core.seq)
    store.commit(
        Batch(
            rows, core.seq, core.last_seen, core.cells.floor(core.seq), timers=timers, cancelled=cancelled,
            states=taken, marks=core.known.moved(),
        )
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(cases)
def test_a_state_that_nothing_is_left_of_can_go_at_any_time(case: Case) -> None:
    watch, stream = case
    _, whole = run(stream, watch)
    core = new_core(watch)
    rows = []
    for turn in take_each(core, stream):
        rows += turn
        core.cells.prune(len(core.cells), core.seq, core.look_up)
    assert lines(rows) == lines(whole)


@settings(max_examples=40, deadline=None)
@given(cases)
def test_what_comes_twice_counts_once(case: Case) -> None:
    watch, stream = case
    twice = [arrival for arrival in stream for _ in range(2)]
    assert lines(run(twice, watch)[1]) == lines(run(stream, watch)[1])


@settings(max_examples=50, deadline=None)
@given(cases)
def test_a_guild_is_not_touched_by_what_happens_in_another(case: Case) -> None:
    """To the byte, if the two never speak at one instant: its timers wake after the first of them.

    Without gaps: they begin when anything was heard last, from whichever guild.
    """
    watch, stream = case
    heard = [arrival for arrival in stream if arrival.signal.id not in {"gap", "filled"}]
    apart = sorted(map(doubled, heard), key=lambda arrival: arrival.seen)
    alone = [arrival for arrival in apart if arrival.signal.guild != 2]
    assert lines(run(apart, watch)[1], guild=1) == lines(run(alone, watch)[1], guild=1)


def doubled(arrival: Arrival) -> Arrival:
    """At even instants, but for the second guild."""
    signal = copy_of(arrival.signal)
    signal.time *= 2
    return Arrival(2 * arrival.seen + (signal.guild == 2), signal)


@settings(max_examples=50, deadline=None)
@given(correlations("inner"), correlations("watch", ("inner", "ban")), crowds)
def test_a_correlation_of_correlations_is_right_about_the_signals_of_those(
    inner: Document, watch: Document, stream: list[Arrival]
) -> None:
    ask = asked(watch.body)
    core, rows = run(stream, inner, watch)
    check_once(expected(core, rows, ask), told(rows, grows=ask.grows))
