"""The journal: when it commits, what it releases and when, and what becomes of it when the disk fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from engine.errors import StoreError
from engine.runtime import journal as journal_module
from engine.runtime.engine import Engine
from engine.runtime.journal import MAX_ROWS
from tests.support.actions import Scripted
from tests.support.kinds import document
from tests.support.loop import ids, running, signal, until
from tests.support.stores import WatchedStore

ACTING = document("acting", "act", types=["test.act"], action="test.act")


@asynccontextmanager
async def started(store: WatchedStore, **options: object) -> AsyncIterator[tuple[Engine, list[str]]]:
    """An engine whose start is behind it, and the ids it releases from then on."""
    async with running(ACTING, store=store, actions=[Scripted()], **options) as engine:
        await engine.journal.durable()
        released: list[str] = []
        release = engine.journal._release

        def note(what: object) -> None:
            released.extend(row.signal.id for row in what.rows)
            release(what)

        engine.journal._release = note
        store.batches.clear()
        await asyncio.sleep(journal_module.QUIET_S * 2)
        yield engine, released


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "RETRY_S", 0.01)
    monkeypatch.setattr(journal_module, "GIVE_UP_S", 0.05)


async def test_it_commits_when_the_loop_idles() -> None:
    async with started(store := WatchedStore()) as (engine, released):
        for n in range(3):
            engine.ingest(signal(f"s{n}"))
        assert store.sizes == []
        await asyncio.sleep(0)
        assert (store.sizes, released) == ([3], ["s0", "s1", "s2"])


async def test_it_commits_at_256_rows_without_waiting() -> None:
    async with started(store := WatchedStore()) as (engine, _):
        for n in range(2 * MAX_ROWS + 1):
            engine.ingest(signal(f"s{n}"))
        assert store.sizes == [256, 256]


async def test_after_a_commit_the_next_waits_five_milliseconds() -> None:
    async with started(store := WatchedStore()) as (engine, _):
        engine.ingest(signal("a"))
        await asyncio.sleep(0)
        engine.ingest(signal("b"))
        await asyncio.sleep(0)
        assert store.sizes == [1]
        engine.ingest(signal("c"))
        await asyncio.sleep(journal_module.QUIET_S * 1.5)
        assert store.sizes == [1, 2]


async def test_an_action_does_not_wait_five_milliseconds() -> None:
    async with started(store := WatchedStore()) as (engine, _):
        engine.ingest(signal("a"))
        await asyncio.sleep(0)
        engine.ingest(signal("b", "test.act"))
        await asyncio.sleep(0)
        assert store.sizes == [1, 1]


async def test_a_turn_is_never_split() -> None:
    many = document("echoing", "many", types=["test.many"], emit="test.none", times=700)
    store = WatchedStore()
    async with running(many, store=store) as engine:
        await engine.journal.durable()
        store.batches.clear()
        engine.ingest(signal("a"))
        engine.ingest(signal("b", "test.many"))
        assert store.sizes == [702]


async def test_plain_signals_are_released_without_a_sync() -> None:
    async with started(store := WatchedStore()) as (engine, released):
        store.may_sync.clear()
        engine.ingest(signal("a"))
        await asyncio.sleep(0)
        assert released == ["a"]
        store.may_sync.set()


@pytest.mark.parametrize("type_", ["test.act", "approval.voted", "override.recorded"])
async def test_what_people_did_and_actions_are_released_after_the_sync(type_: str) -> None:
    async with started(store := WatchedStore()) as (engine, released):
        store.may_sync.clear()
        engine.ingest(signal("a", type_))
        await until(lambda: store.sizes)
        await asyncio.sleep(0.02)
        assert (released, engine.outbox.waiting) == ([], 0)
        store.may_sync.set()
        await until(lambda: "a" in released)


async def test_releases_keep_the_order_of_the_turns() -> None:
    async with started(store := WatchedStore()) as (engine, released):
        store.may_sync.clear()
        engine.ingest(signal("act", "test.act"))
        await until(lambda: store.sizes)
        engine.ingest(signal("plain"))
        await until(lambda: len(store.sizes) == 2)
        assert released == []
        store.may_sync.set()
        await until(lambda: len(released) >= 2)
        assert released[:2] == ["act", "plain"]


async def test_one_sync_serves_all_that_was_committed_before_it() -> None:
    async with started(store := WatchedStore()) as (engine, released):
        store.may_sync.clear()
        before = store.syncs
        for n in range(5):
            engine.ingest(signal(f"v{n}", "approval.voted"))
            await until(lambda n=n: len(store.sizes) == n + 1)
        store.may_sync.set()
        await until(lambda: len(released) == 5)
        assert store.syncs - before == 2


async def test_durable_returns_after_the_sync() -> None:
    async with started(store := WatchedStore()) as (engine, _):
        store.may_sync.clear()
        waiting = asyncio.ensure_future(engine.ingest_durably(signal("a")))
        await asyncio.sleep(0.02)
        assert not waiting.done()
        store.may_sync.set()
        assert await waiting


async def test_nothing_is_taken_in_while_commits_fail() -> None:
    async with started(store := WatchedStore()) as (engine, released):
        store.failing = "the disk is full"
        engine.ingest(signal("a"))
        await until(lambda: not engine.journal.is_open)
        assert not engine.ingest(signal("b"))
        assert (engine.refused, released, engine.journal.lag) == (1, [], 1)
        store.failing = None


async def test_a_commit_that_heals_loses_nothing_and_keeps_the_order(impatient: None) -> None:
    async with started(store := WatchedStore()) as (engine, released):
        store.failing = "the disk is full"
        for n in range(MAX_ROWS + 3):
            engine.ingest(signal(f"s{n}"))
        await asyncio.sleep(0.02)
        taken = engine.journal.lag
        store.failing = None
        await until(lambda: len(released) == taken)
        assert engine.ingest(signal("after"))
        await engine.journal.durable()
        assert released == [*(f"s{n}" for n in range(taken)), "after"]
        assert ids(store)[-taken - 1 :] == released


async def test_what_gathers_while_commits_fail_goes_on_by_itself_afterwards(impatient: None) -> None:
    async with started(store := WatchedStore()) as (engine, _):
        store.failing = "the disk is full"
        engine.ingest(signal("a"))
        await until(lambda: not engine.journal.is_open)
        waiting = asyncio.ensure_future(engine.journal.durable())
        store.failing = None
        async with asyncio.timeout(1):
            await waiting


async def test_it_gives_up_with_one_line_and_fails_those_who_wait(impatient: None) -> None:
    lines: list[str] = []
    store = WatchedStore()
    with capture_logs() as logs:
        async with started(store, failed=lines.append) as (engine, released):
            store.failing = "the disk is full"
            waiting = [asyncio.ensure_future(engine.journal.durable()) for _ in range(2)]
            engine.ingest(signal("a"))
            for each in waiting:
                with pytest.raises(StoreError, match="the disk is full"):
                    await each
            with pytest.raises(StoreError, match="the disk is full"):
                await engine.journal.durable()
            assert (lines, released) == (["the disk is full"], [])
    assert [each["event"] for each in logs if each["log_level"] == "error"] == ["journal.commit_failed"]


async def test_it_gives_up_after_thirty_seconds() -> None:
    assert (journal_module.GIVE_UP_S, journal_module.QUIET_S, MAX_ROWS) == (30.0, 0.005, 256)


async def test_a_sync_that_fails_releases_nothing_and_ends_it() -> None:
    lines: list[str] = []
    store = WatchedStore()
    async with started(store, failed=lines.append) as (engine, released):
        store.broken_sync = True
        engine.ingest(signal("a", "test.act"))
        await until(lambda: lines)
        assert "cannot be made durable (Input/output error)" in lines[0]
        assert (released, engine.journal.is_open, engine.outbox.waiting) == ([], False, 0)


async def test_a_fault_of_our_own_ends_it_at_once_with_one_line() -> None:
    lines: list[str] = []
    store = WatchedStore()
    async with started(store, failed=lines.append) as (engine, released):
        store.fault = TypeError("an object")
        engine.ingest(signal("a"))
        await until(lambda: lines)
        assert (len(lines), released, engine.journal.is_open) == (1, [], False)
        assert "TypeError" in lines[0]


async def test_closing_while_commits_fail_ends_with_one_line() -> None:
    lines: list[str] = []
    store = WatchedStore()
    async with started(store, failed=lines.append) as (engine, _):
        store.failing = "the disk is full"
        engine.ingest(signal("a"))
        waiting = asyncio.ensure_future(engine.journal.durable())
        await asyncio.sleep(0)
    with pytest.raises(StoreError, match="the disk is full"):
        await waiting
    assert lines == ["the disk is full"]


async def test_closing_commits_what_is_left() -> None:
    store = WatchedStore()
    async with started(store) as (engine, _):
        engine.ingest(signal("a"))
        engine.ingest(signal("b", "test.act"))
    assert {"a", "b"} <= set(ids(store))


async def test_after_the_end_nothing_is_taken_in_and_nobody_waits() -> None:
    async with started(WatchedStore()) as (engine, _):
        pass
    assert not engine.ingest(signal("a"))
    with pytest.raises(StoreError):
        await engine.journal.durable()


async def test_what_is_abandoned_is_not_committed() -> None:
    store = WatchedStore()
    async with started(store) as (engine, released):
        engine.ingest(signal("a"))
        await engine.abandon()
        assert (released, store.sizes) == ([], [])


async def test_commits_wait_while_the_checkpoint_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    store = WatchedStore()
    async with started(store) as (engine, released):
        wants = iter([True])
        monkeypatch.setattr(store, "wants_checkpoint", lambda: next(wants, False))
        finals: list[bool] = []

        def checkpoint(final: bool) -> None:
            finals.append(final)
            if final:
                store.may_sync.wait(10)

        monkeypatch.setattr(store, "checkpoint", checkpoint)
        store.may_sync.clear()
        engine.ingest(signal("a"))
        await until(lambda: finals == [False, True])
        for n in range(300):
            engine.ingest(signal(f"s{n}"))
        await asyncio.sleep(0.02)
        assert store.sizes == [1]
        store.may_sync.set()
        await until(lambda: len(released) == 301)


async def test_a_checkpoint_that_fails_is_said_and_commits_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    store = WatchedStore()

    def broken(final: bool) -> None:
        raise StoreError("the disk is full")

    async with started(store) as (engine, released):
        wants = iter([True])
        monkeypatch.setattr(store, "wants_checkpoint", lambda: next(wants, False))
        monkeypatch.setattr(store, "checkpoint", broken)
        with capture_logs() as logs:
            engine.ingest(signal("a"))
            await until(lambda: logs)
        assert logs[0]["event"] == "journal.checkpoint_failed"
        engine.ingest(signal("b"))
        await until(lambda: released == ["a", "b"])


async def test_the_rows_of_a_hundred_thousand_signals_fit_in_one_commit() -> None:
    store = WatchedStore()
    async with running(store=store) as engine:
        await engine.journal.durable()
        store.batches.clear()
        engine.journal._held = True
        for n in range(100_000):
            engine.ingest(signal(f"s{n}"))
        engine.journal._held = False
        engine.journal.commit()
        assert store.sizes == [100_000]
