"""Events that come late, from a busy computer or a slow Discord, still count."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from engine.runtime import lag as lag_module
from engine.runtime.engine import Engine
from engine.store.memory import MemoryStore
from tests.support.kinds import document
from tests.support.loop import T0, Clock, running, signal, until
from tests.support.stepwise import replay

EVENT = "discord.test.event"
SETTLING = document("settling", "s", types=[EVENT], span=10, lateness=5_000)
BEHIND = lag_module.LATE_MS + 4_000


@asynccontextmanager
async def watching(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Engine, Clock, MemoryStore]]:
    """An engine that believes an eased loop after a tenth of a second."""
    monkeypatch.setattr(lag_module, "CALM_MS", 100)
    clock, store = Clock(), MemoryStore()
    async with running(SETTLING, store=store, clock=clock) as engine:
        yield engine, clock, store


def marks(store: MemoryStore) -> list[str]:
    wanted = {"gateway.gap", "backfill.done"}
    return [row.signal.type for rows in store.history(0) for row in rows if row.signal.type in wanted]


def late(id_: str, clock: Clock, **fields: Any) -> Any:
    return signal(id_, EVENT, clock.now - BEHIND - T0, **fields)


async def test_windows_wait_while_events_are_late(monkeypatch: pytest.MonkeyPatch) -> None:
    async with watching(monkeypatch) as (engine, clock, _):
        clock.now += 60_000
        engine.ingest(late("a", clock, actor=1))
        assert engine.status().in_gap
        assert engine.core.base(11, clock.now) <= clock.now - BEHIND


async def test_when_none_was_late_for_a_while_they_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async with watching(monkeypatch) as (engine, clock, store):
        clock.now += 60_000
        engine.ingest(late("a", clock, actor=1))
        clock.now += 200
        await until(lambda: not engine.status().in_gap)
        await engine.journal.durable()
        assert marks(store) == ["gateway.gap", "backfill.done"]
    assert replay(store).is_equal


async def test_while_they_go_on_being_late_it_is_one_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    async with watching(monkeypatch) as (engine, clock, store):
        clock.now += 60_000
        for n in range(4):
            engine.ingest(late(f"a{n}", clock, actor=1))
            clock.now += 90
            await asyncio.sleep(0.09)
        assert engine.status().in_gap
        await engine.journal.durable()
        assert marks(store) == ["gateway.gap"]


async def test_the_end_of_a_back_fill_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with watching(monkeypatch) as (engine, clock, _):
        engine.coverage.lost()
        clock.now += 60_000
        engine.ingest(late("a", clock, actor=1))
        assert engine.coverage.over()
        assert engine.status().in_gap
        clock.now += 200
        await until(lambda: not engine.status().in_gap)


async def test_it_does_not_end_the_gap_of_a_lost_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    async with watching(monkeypatch) as (engine, clock, _):
        clock.now += 60_000
        engine.ingest(late("a", clock, actor=1))
        engine.coverage.lost()
        clock.now += 200
        await asyncio.sleep(0.3)
        assert engine.status().in_gap
        engine.coverage.over()
        assert not engine.status().in_gap


@pytest.mark.parametrize(("type_", "age"), [("test.event", BEHIND), (EVENT, 3_000), (EVENT, 86_400_000)])
async def test_what_says_nothing_of_how_far_behind_the_loop_is(
    type_: str, age: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another source, an event in good time, and one that is old whoever brings it."""
    async with watching(monkeypatch) as (engine, clock, _):
        clock.now += 90_000_000
        engine.ingest(signal("a", type_, clock.now - age - T0))
        assert not engine.status().in_gap


async def test_an_alarm_that_overslept_wakes_nothing_before_the_events_of_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with watching(monkeypatch) as (engine, clock, store):
        engine.ingest(signal("a", EVENT, actor=1))
        assert len(engine.core.timers) == 1
        wake = engine.core.timers.next_wake()
        assert wake is not None
        clock.now = wake + BEHIND
        engine._tick()
        assert engine.status().in_gap
        engine.ingest(late("b", clock, actor=1))
        await engine.journal.durable()
        assert "timer.due" not in [row.signal.type for rows in store.history(0) for row in rows]
