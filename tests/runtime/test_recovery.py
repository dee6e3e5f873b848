"""A start stands where the last commit left off: states, timers, gaps, what is known, the outbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.documents.rulebook import Rulebook
from engine.runtime.archive import KEPT_MS
from engine.runtime.cells import Cells
from engine.runtime.core import Core
from engine.runtime.known import KEEP_MS
from engine.runtime.recovery import Recovered, recover
from engine.signal import Signal
from engine.store.memory import MemoryStore
from engine.store.port import Store
from engine.store.sqlite import SqliteStore
from tests.support.kinds import Recent, document
from tests.support.loop import GUILD, T0, programs, signal, types
from tests.support.stepwise import Stepwise

COUNTING = document("counting", "busy", types=["test.one"], every=99, quiet=1_000)
RAISING = document("raising", "faulty", types=["test.one"])


def loop_of(*documents: object, slices: int = 64) -> Stepwise:
    loop = Stepwise(MemoryStore(), slices)
    reload(loop, *documents)
    return loop


def reload(loop: Stepwise, *documents: object) -> None:
    rulebook = Rulebook(documents)
    loop.ready.add(rulebook)
    loop.play(
        Signal(f"reload-{loop.core.seq}", "rulebook.loaded", loop.now, data={"hash": rulebook.hash}), loop.now
    )


def play(loop: Stepwise, *signals: Signal) -> None:
    for each in signals:
        loop.play(each, max(each.time, loop.now))


def recovered(store: Store) -> Recovered:
    ready = programs(store)
    return recover(store, Core(ready.empty(), ready.provide), ready.provide)


def times(core: Core, actor: int = 1) -> int:
    return core.cells.get(COUNTING.identity, (GUILD, actor)).times


def test_an_empty_store_is_a_fresh_start() -> None:
    found = recovered(MemoryStore())
    assert (found.core.seq, found.folded, found.rulebook, found.outbox) == (0, 0, None, [])


def test_states_that_lag_are_folded_on() -> None:
    loop = loop_of(COUNTING, slices=1)
    for n in range(0, 12, 4):
        play(loop, *(signal(f"s{n + actor}", actor=actor) for actor in range(4)))
        loop.commit()
    found = recovered(loop.store)
    assert found.folded > 0
    assert [times(found.core, actor) for actor in range(4)] == [3, 3, 3, 3]


def test_what_a_saved_state_has_is_not_folded_twice() -> None:
    loop = loop_of(COUNTING, slices=1)
    play(loop, *(signal(f"s{n}", actor=n % 4) for n in range(12)))
    loop.commit()
    play(loop, signal("last", actor=9))
    loop.commit()
    assert [times(recovered(loop.store).core, actor) for actor in range(4)] == [3, 3, 3, 3]


def test_a_step_that_raised_is_not_folded() -> None:
    loop = loop_of(RAISING, COUNTING, slices=0)
    play(loop, signal("a", actor=1, data={"amount": 1}), signal("b", actor=1, data={"bad": True}))
    loop.commit()
    core = recovered(loop.store).core
    assert core.cells.get(RAISING.identity, (GUILD,)).total == 1
    assert times(core) == 2


def test_what_a_resting_document_was_spared_is_not_folded() -> None:
    loop = loop_of(RAISING, slices=0)
    play(loop, signal("a", data={"amount": 1}), *(signal(f"b{n}", data={"bad": True}) for n in range(3)))
    play(loop, signal("c", data={"amount": 5}))
    loop.commit()
    assert recovered(loop.store).core.cells.get(RAISING.identity, (GUILD,)).total == 1


def test_a_document_that_rests_still_rests() -> None:
    loop = loop_of(RAISING, slices=0)
    play(loop, *(signal(f"b{n}", data={"bad": True}) for n in range(3)))
    loop.commit()
    loop.restart()
    assert types(loop.core.take(signal("c"), T0)) == ["test.one"]


def test_a_step_that_raises_in_a_fold_does_not_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = loop_of(COUNTING, document("recent", "r", types=["test.one"], span=9), slices=0)
    play(loop, signal("a", actor=1))
    loop.commit()
    monkeypatch.setattr(Recent, "step", lambda *_: 1 / 0)
    assert times(recovered(loop.store).core) == 1


def test_a_document_that_went_and_came_back_after_a_week_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = loop_of(COUNTING)
    play(loop, *(signal(f"s{n}", actor=n) for n in range(100)))
    loop.commit()
    monkeypatch.setattr(Cells, "take_some", lambda *_: [])
    reload(loop)
    loop.commit()
    loop.restart()
    monkeypatch.undo()
    play(loop, signal("x", "test.none", at=KEPT_MS))
    loop.commit()
    loop.restart()
    reload(loop, COUNTING)
    loop.commit()
    loop.restart()
    assert list(loop.core.cells) == []


def test_states_on_their_way_out_do_not_hide_those_that_lag() -> None:
    loop = loop_of(COUNTING, document("counting", "gone", types=["test.two"], every=9, quiet=1_000))
    play(loop, *(signal(f"s{n}", "test.two", actor=n) for n in range(200)))
    for _ in range(5):
        loop.commit()
        play(loop, signal(f"x{loop.core.seq}", "test.none"))
    loop._slices = 0
    loop.restart()
    play(loop, signal("a", actor=1), signal("b", actor=1))
    loop.commit()
    reload(loop, COUNTING)
    loop.commit()
    for _ in range(2):
        loop._slices = 64
        loop.restart()
        play(loop, signal(f"y{loop.core.seq}", "test.none"))
        loop.commit()
    assert times(recovered(loop.store).core) == 2


def test_a_state_saved_with_the_reload_that_it_saw_is_kept() -> None:
    seeing = document("counting", "seeing", types=["rulebook.loaded"], every=9, quiet=1_000)
    changed = document("counting", "seeing", types=["rulebook.loaded"], every=9, quiet=1_000, meaning=1)
    loop = loop_of(seeing, COUNTING)
    play(loop, signal("a", actor=1))
    loop.commit()
    loop.core.cells.dirty = {(COUNTING.identity, (GUILD, 1)): 2}
    take_some = type(loop.core.cells).take_some
    cells = loop.core.cells
    late = (COUNTING.identity, (GUILD, 1))

    def all_but_the_late(count: int, seq: int) -> list[object]:
        seen = cells.dirty.pop(late)
        rows = take_some(cells, count, seq)
        cells.dirty = {late: seen, **cells.dirty}
        return rows

    cells.take_some = all_but_the_late
    reload(loop, changed, COUNTING)
    loop.commit()
    core = recovered(loop.store).core
    assert core.cells.get(seeing.identity, (None, None)).times == 1


def test_timers_wake_after_a_restart() -> None:
    loop = loop_of(COUNTING)
    play(loop, signal("a", actor=1))
    loop.commit()
    loop.restart()
    assert types(loop.core.take(signal("b", "test.none"), T0 + 1_000)) == [
        "test.none",
        "timer.due",
        "test.quiet",
    ]


def test_a_timer_that_was_held_is_held_after_a_restart() -> None:
    loop = loop_of(document("settling", "s", types=["test.one"], span=10))
    play(loop, signal("a"), Signal("gap", "gateway.gap", T0 + 5), signal("b", "test.none", 900))
    loop.commit()
    loop.restart()
    assert loop.core.gaps == {None}
    assert loop.core.timers.next_wake() == T0 + 5 + 600_000
    assert "test.settled" in types(loop.core.take(Signal("done", "backfill.done", T0 + 901), T0 + 901))


def test_what_was_seen_within_a_quarter_of_an_hour_is_known() -> None:
    loop = loop_of()
    play(loop, signal("join:x"), signal("y", at=KEEP_MS - 1))
    loop.commit()
    loop.restart()
    assert loop.core.take(signal("join:x"), loop.now) is None


def test_what_a_mark_covers_is_known() -> None:
    loop = loop_of()
    play(loop, signal("audit:5"), signal("y", at=10 * KEEP_MS))
    loop.commit()
    loop.restart()
    assert loop.core.take(signal("audit:5"), loop.now) is None
    assert loop.core.take(signal("audit:6"), loop.now) is not None


def test_after_two_starts_in_a_gap_what_was_before_it_is_still_known() -> None:
    loop = loop_of()
    play(loop, signal("join:x"), signal("audit:7"))
    loop.commit()
    for n in (1, 2):
        loop.restart()
        gap = Signal(f"gap-{n}", "gateway.gap", T0, data={"cause": "start"})
        loop.take(gap, T0 + n * 10 * KEEP_MS)
        loop.commit()
    loop.restart()
    assert loop.core.take(signal("join:x"), loop.now) is None
    assert loop.core.take(signal("audit:7"), loop.now) is None
    assert loop.core.take(signal("audit:6"), loop.now) is not None


def test_it_starts_with_the_rulebook_that_the_journal_names() -> None:
    loop = loop_of(COUNTING)
    reload(loop, RAISING)
    loop.commit()
    found = recovered(loop.store)
    assert found.rulebook == Rulebook([RAISING]).hash == found.core.program.rulebook.hash


def test_actions_of_one_signal_keep_their_order_over_a_restart(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "tocsin.db")
    loop = Stepwise(store)
    documents = [document("acting", f"a{n}", types=["test.one"], action="x") for n in range(12)]
    reload(loop, *documents)
    play(loop, signal("s"))
    loop.commit()
    store.close()
    store = SqliteStore(tmp_path / "tocsin.db")
    planned = [row.document for row in recovered(store).outbox]
    store.close()
    assert planned == [each.identity for each in sorted(documents, key=lambda each: each.id)]
