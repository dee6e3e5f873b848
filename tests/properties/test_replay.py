"""Replay equals live, and stopping at any commit and going on equals never stopping."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.store.memory import MemoryStore
from engine.store.sqlite import SqliteStore
from tests.properties.scenarios import FIRST, Happening, happens, play, scenarios
from tests.support.stepwise import Stepwise, lines, replay

thorough = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
on_disk = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(scenarios)
def test_replay_equals_live(scenario: list[Happening]) -> None:
    loop = Stepwise(MemoryStore())
    play(loop, scenario)
    loop.commit()
    report = replay(loop.store)
    assert report.differences == []
    assert report.signals >= len(scenario)


@thorough
@given(scenarios, st.data())
def test_stopping_at_a_commit_and_going_on_equals_never_stopping(
    scenario: list[Happening], data: st.DataObject
) -> None:
    slices = data.draw(st.sampled_from([1, 2, 64]))
    whole = Stepwise(MemoryStore(), slices)
    play(whole, scenario)
    whole.commit()
    broken = Stepwise(MemoryStore(), slices)
    start = 0
    for _ in range(data.draw(st.integers(1, 3))):
        stop = data.draw(st.integers(start, len(scenario)))
        play(broken, scenario, start, stop)
        kept = [n for n in range(start, stop) if scenario[n].commit]
        start = kept[-1] + 1 if kept else start
        broken.restart()
    play(broken, scenario, start)
    broken.commit()
    assert list(lines(broken.store)) == list(lines(whole.store))
    assert everything(broken) == everything(whole)
    assert replay(broken.store).differences == []


def test_what_a_gap_holds_in_another_guild_is_held_after_a_start_at_that_instant() -> None:
    gap, over = (Happening(what, 1, False, None) for what in ("gateway.gap", "backfill.done"))
    scenario = [FIRST, happens(0, 11), gap, happens(0, 22), happens(71, 11, commit=True), over]
    whole, broken = Stepwise(MemoryStore()), Stepwise(MemoryStore())
    play(whole, scenario)
    whole.commit()
    play(broken, scenario, 0, 5)
    broken.restart()
    play(broken, scenario, 5)
    broken.commit()
    assert list(lines(broken.store)) == list(lines(whole.store))


@on_disk
@given(scenarios, st.data())
def test_where_text_is_gone_the_recorded_hits_are_used_and_counted(
    scenario: list[Happening], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tocsin.db"
        with closing(SqliteStore(path)) as store:
            play(loop := Stepwise(store), scenario)
            loop.commit()
            before = list(lines(store))
        with closing(sqlite3.connect(path)) as db:
            texts = [row[0] for row in db.execute("SELECT last_seq FROM texts ORDER BY last_seq")]
            gone = [seq for seq in texts if data.draw(st.booleans())]
            db.executemany("DELETE FROM texts WHERE last_seq = ?", [(seq,) for seq in gone])
            db.commit()
        with closing(SqliteStore(path)) as store:
            without = sum(row.signal.text == {} for rows in store.history(0) for row in rows)
            report = replay(store)
            assert report.differences == []
            assert report.without_text == without
            assert (without > 0) == bool(gone)
            assert list(lines(store)) == before


def everything(loop: Stepwise) -> tuple[object, ...]:
    """All that a loop knows, but for what pruning may take at its own pace."""
    core = loop.core
    look_up = core.look_up
    core.cells.prune(len(core.cells), core.seq, look_up)
    states = {address: repr(state) for address, state in core.cells}
    timers = {(row.document, row.key, row.name): (row.due, row.wake, row.setter) for row in core.timers}
    return core.seq, core.last_seen, core.gaps, states, timers, core.program.rulebook.hash
