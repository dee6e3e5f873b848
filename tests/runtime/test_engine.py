"""The engine: its door, its clock and alarm, reloads, and stopping and starting on the same store."""

from __future__ import annotations

import asyncio
import functools
from typing import Any

import pytest
from structlog.testing import capture_logs

from engine.documents.rulebook import Rulebook
from engine.effects import Effect, Emit
from engine.runtime import journal as journal_module
from engine.runtime.commits import NO_CHECKOUT, Checkout
from engine.runtime.engine import Engine
from engine.signal import Signal
from engine.store.memory import MemoryStore
from engine.store.rows import OutboxState
from tests.support.actions import Scripted
from tests.support.kinds import Echoing, document
from tests.support.loop import GUILD, T0, Clock, engine_on, ids, running, signal, until
from tests.support.stepwise import replay
from tests.support.stores import WatchedStore

ACTING = document("acting", "act", types=["test.act"], action="test.act")
COUNTING = document("counting", "busy", types=["test.one"], every=99, quiet=30)


# -- the door

MALFORMED: list[dict[str, Any]] = [
    {"data": {"a": 2**64}},
    {"data": {"a": "\ud800"}},
    {"data": {"a": object()}},
    {"data": {1: 2}},
    {"data": None},
    {"data": [1]},
    {"text": {"content": "\udfff"}},
    {"text": "words"},
    {"guild": 2**63},
    {"guild": -1},
    {"guild": "11"},
    {"actor": "x"},
    {"actor": 2**64},
    {"severity": "odd"},
    {"confidence": "high"},
    {"cause": 5},
    {"system": 7},
    {"data": {"a": functools.reduce(lambda inner, _: [inner], range(40), 1)}},
    {"data": {"a": functools.reduce(lambda inner, _: {"a": inner}, range(5_000), 1)}},
]


@pytest.mark.parametrize("fields", MALFORMED, ids=lambda fields: next(iter(fields)))
async def test_a_signal_of_the_wrong_shape_is_one_line_and_harms_nothing(fields: dict[str, Any]) -> None:
    store = MemoryStore()
    async with running(COUNTING, store=store) as engine:
        with capture_logs() as logs:
            assert not engine.ingest(signal("bad", **fields))
            assert engine.ingest(signal("good", actor=1))
            await engine.journal.durable()
        assert [(each["event"], each["log_level"]) for each in logs] == [("signal.malformed", "warning")]
    assert ids(store)[-1] == "good"
    assert replay(store).is_equal


async def test_what_is_to_be_taken_in_soon_comes_before_all_that_is_taken_in_at_once() -> None:
    store = MemoryStore()
    async with running(COUNTING, store=store) as engine:
        engine.ingest_soon(signal("one"))
        engine.ingest_soon(signal("two"))
        engine.ingest(signal("click"))
        await engine.journal.durable()
    assert ids(store)[-3:] == ["one", "two", "click"]


async def test_what_is_to_be_taken_in_soon_is_taken_in_before_the_end() -> None:
    store = MemoryStore()
    async with running(COUNTING, store=store) as engine:
        engine.ingest_soon(signal("last"))
        await engine.stop()
    assert ids(store)[-1] == "last"


async def test_the_line_of_a_malformed_signal_has_none_of_its_values() -> None:
    async with running() as engine:
        with capture_logs() as logs:
            engine.ingest(signal("bad", data={"secret-field": "a secret\ud800"}))
        assert "secret" not in repr(logs)


async def test_a_time_before_1970_is_refused() -> None:
    async with running() as engine:
        assert not engine.ingest(Signal("a", "test.one", -1))
        assert not engine.ingest(Signal("b", "test.one", "now"))


@pytest.mark.parametrize("id_", [5, None, "\ud800", b"x"])
async def test_an_id_of_the_wrong_shape_is_refused(id_: Any) -> None:
    async with running() as engine:
        assert not engine.ingest(signal(id_))
        assert engine.refused == 1


async def test_what_steps_see_is_what_a_replay_sees() -> None:
    store = MemoryStore()
    async with running(document("keyed", "k", types=["test.one"]), store=store) as engine:
        engine.ingest(signal("a", data={"field": (1, 2)}))
        engine.ingest(signal("b", data={"field": [1, 2]}))
        engine.ingest(signal("c", data={"field": {3}}))
    assert replay(store).differences == []
    counts = [row.signal.data.get("times") for row in store.rows(0) if row.signal.type == "test.keyed"]
    assert counts == [1, 2, 1]


async def test_what_comes_from_outside_is_an_input() -> None:
    store = MemoryStore()
    async with running(store=store) as engine:
        engine.ingest(signal("a", origin="derived"))
    assert "a" in [each[0] for each in store.recent(0, 99)]


# -- the clock


async def test_a_clock_that_steps_back_is_one_line_and_seen_stands_still() -> None:
    clock = Clock()
    async with running(clock=clock) as engine:
        engine.ingest(signal("a"))
        clock.now -= 3_600_000
        late = [signal(f"s{n}") for n in range(5)]
        with capture_logs() as logs:
            for each in late:
                engine.ingest(each)
            clock.now += 3_600_001
            engine.ingest(signal("caught-up"))
        assert {each.seen for each in late} == {T0}
        assert engine.core.last_seen == T0 + 1
        assert [each["event"] for each in logs] == ["clock.stepped_back"]


async def test_a_clock_that_steps_forward_a_day_wakes_what_is_due_and_goes_on() -> None:
    clock, store = Clock(), MemoryStore()
    async with running(COUNTING, clock=clock, store=store) as engine:
        engine.ingest(signal("a", actor=1))
        clock.now += 86_400_000
        engine.ingest(signal("b", actor=1))
        clock.now -= 86_400_000
        engine.ingest(signal("c", actor=1))
        assert engine.core.last_seen == T0 + 86_400_000
    assert replay(store).is_equal
    assert [row.signal.type for row in store.rows(0)].count("test.quiet") == 1


async def test_a_timer_wakes_by_itself() -> None:
    clock = Clock()
    async with running(COUNTING, clock=clock) as engine:
        engine.ingest(signal("a", actor=1))
        clock.now += 30
        await until(lambda: len(engine.core.timers) == 0)


async def test_while_commits_fail_a_due_timer_waits_without_spinning() -> None:
    clock, store = Clock(), WatchedStore()
    async with running(COUNTING, clock=clock, store=store) as engine:
        engine.ingest(signal("a", actor=1))
        store.failing = "the disk is full"
        engine.ingest(signal("b", "test.none"))
        await until(lambda: not engine.journal.is_open)
        clock.now += 30
        await asyncio.sleep(0.2)
        assert engine.refused <= 2
        store.failing = None
        await until(lambda: len(engine.core.timers) == 0)


# -- reloads


async def test_a_reload_is_a_signal_and_its_rulebook_is_kept() -> None:
    store = MemoryStore()
    async with running(store=store) as engine:
        rulebook = Rulebook([COUNTING])
        assert engine.reload(rulebook)
        assert engine.status().rulebook == rulebook.hash
    assert store.rulebook(rulebook.hash) == rulebook.to_bytes()
    assert store.rulebook_at(99) == rulebook.hash


@pytest.mark.parametrize(
    ("checkout", "said"),
    [
        (NO_CHECKOUT, {}),
        (Checkout("ab"), {"commit": "ab"}),
        (Checkout("ab", is_changed=True), {"commit": "ab", "uncommitted": True}),
    ],
)
async def test_a_reload_says_where_its_documents_come_from(checkout: Checkout, said: dict[str, Any]) -> None:
    async with running() as engine:
        signal = engine.reload(Rulebook([COUNTING]), checkout)
        assert signal is not None
        assert {name: signal.data[name] for name in ("commit", "uncommitted") if name in signal.data} == said


async def test_a_reload_while_nothing_is_taken_in_says_so_and_changes_nothing() -> None:
    store = WatchedStore()
    async with running(store=store) as engine:
        await engine.journal.durable()
        store.failing = "the disk is full"
        engine.ingest(signal("a"))
        await until(lambda: not engine.journal.is_open)
        assert engine.reload(Rulebook([COUNTING])) is None
        assert engine.status().documents == 0
        store.failing = None


async def test_a_reload_in_a_gap_keeps_the_gap() -> None:
    clock = Clock()
    settling = document("settling", "s", types=["test.one"], span=10)
    async with running(settling, clock=clock) as engine:
        engine.ingest(signal("a"))
        engine.coverage.lost()
        engine.reload(Rulebook([settling, COUNTING]))
        clock.now += 50
        engine.ingest(signal("b", "test.none"))
        assert engine.status().in_gap
        assert len(engine.core.timers) == 2
        engine.coverage.over()
        assert engine.core.cells.get(settling.identity, (GUILD,)).times == 1


async def test_a_reload_asked_for_inside_a_turn_comes_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reloading a rule from within its own step must not take the step's ground away."""
    echo = document("echoing", "e", types=["test.one"], emit="test.two")
    async with running(echo, COUNTING) as engine:
        asked: list[object] = []

        def step(self: Echoing, *_: object) -> list[Effect]:
            asked.append(engine.reload(Rulebook([COUNTING])))
            asked.append(engine.status().documents)
            return [Emit("test.two")]

        monkeypatch.setattr(Echoing, "step", step)
        engine.ingest(signal("a", actor=1))
        assert asked == [None, 2]
        assert engine.status().states == 1
        await asyncio.sleep(0)
        assert engine.status().documents == 1


# -- stopping and starting


async def test_a_start_goes_on_where_it_stopped_after_a_gap() -> None:
    store = MemoryStore()
    async with running(COUNTING, store=store) as engine:
        engine.ingest(signal("a", actor=1))
    async with running(COUNTING, store=store) as engine:
        assert engine.core.cells.get(COUNTING.identity, (GUILD, 1)).times == 1
        assert engine.status().in_gap
        assert not engine.ingest(signal("a", actor=1))
    assert replay(store).is_equal


async def test_many_starts_in_one_millisecond_have_ids_of_their_own() -> None:
    store = MemoryStore()
    for _ in range(4):
        engine = engine_on(store)
        await engine.start(Rulebook([COUNTING]))
        await engine.abandon()
    found = ids(store)
    assert len(set(found)) == len(found)
    assert sum(each.startswith("gateway.gap-") for each in found) == 3


async def test_a_start_without_a_rulebook_goes_on_with_the_last() -> None:
    store = MemoryStore()
    async with running(COUNTING, store=store):
        pass
    engine = engine_on(store)
    await engine.start(None)
    assert engine.status().rulebook == Rulebook([COUNTING]).hash
    await engine.stop()


async def test_what_was_abandoned_before_its_commit_can_come_again() -> None:
    store = MemoryStore()
    engine = engine_on(store)
    await engine.start(Rulebook([COUNTING]))
    engine.ingest(signal("a", actor=1))
    await engine.abandon()
    async with running(COUNTING, store=store) as engine:
        assert engine.ingest(signal("a", actor=1))


# -- the ends of actions


async def acted(engine: Engine) -> None:
    await engine.journal.durable()
    await engine.outbox.drain()
    await engine.journal.durable()


async def test_how_an_action_ended_is_a_signal_in_the_journal() -> None:
    store = MemoryStore()
    async with running(ACTING, store=store, actions=[Scripted()]) as engine:
        engine.ingest(signal("a", "test.act"))
        await acted(engine)
    assert [id_.partition(":")[0] for id_ in ids(store)][-1] == "outcome"
    assert store.load().outbox == []
    assert replay(store).is_equal


async def test_the_end_of_an_action_and_its_signal_are_in_one_commit() -> None:
    store = WatchedStore()
    async with running(ACTING, store=store, actions=[Scripted()]) as engine:
        tell = engine.outbox._tell

        def after_many(outcome: Signal, move: object) -> bool:
            engine.journal._held = True  # a full batch is about to be committed when the outcome comes
            for n in range(journal_module.MAX_ROWS - 1):
                engine.ingest(signal(f"s{n}"))
            engine.journal._held = False
            return tell(outcome, move)

        engine.outbox._tell = after_many
        engine.ingest(signal("a", "test.act"))
        await acted(engine)
        (with_end,) = [
            batch for batch in store.batches if any(move.state == OutboxState.SENT for move in batch.moves)
        ]
        assert any(row.signal.id.startswith("outcome:") for row in with_end.rows)


async def test_an_end_that_is_told_twice_counts_once() -> None:
    store = MemoryStore()
    async with running(ACTING, store=store, actions=[Scripted()]) as engine:
        engine.ingest(signal("a", "test.act"))
        await acted(engine)
        told = next(each for each in ids(store) if each.startswith("outcome:"))
        assert not engine.ingest(Signal(told, "action.unknown", T0))


async def test_what_a_step_raised_is_logged_without_its_values() -> None:
    async with running(document("raising", "faulty", types=["test.one"])) as engine:
        with capture_logs() as logs:
            engine.ingest(signal("a", data={"bad": True}, text={"content": "a secret"}))
        (line,) = logs
        assert (line["event"], line["error"], line["at"].partition(":")[0]) == (
            "step.failed",
            "ValueError",
            "kinds.py",
        )
        assert "exc_info" not in line
        assert "secret" not in repr(line)


async def test_stopping_lets_a_call_that_is_under_way_end() -> None:
    store, answered = MemoryStore(), asyncio.Event()
    action = Scripted(answered)
    action.deadline = 60
    async with running(ACTING, store=store, actions=[action]) as engine:
        engine.ingest(signal("a", "test.act"))
        engine.ingest(signal("b", "test.act"))
        await until(lambda: action.called)
        asyncio.get_running_loop().call_later(0.02, answered.set)
    assert len(action.called) == 1
    assert [row.state for row in store.load().outbox] == [OutboxState.PENDING]
    assert [row.signal.type for row in store.rows(0)][-1] != "action.unknown"
