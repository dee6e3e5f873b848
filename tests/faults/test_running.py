"""Faults while the engine runs on its real store: locks, readers that stay, listeners that hang, steps."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from engine.runtime import journal as journal_module
from engine.runtime.engine import Engine
from engine.store import sqlite as sqlite_module
from engine.store.connection import connect
from engine.store.files import wal_of
from engine.store.sqlite import SqliteStore
from tests.support.kinds import document
from tests.support.loop import ids, running, signal, until
from tests.support.stepwise import replay

COUNTING = document("counting", "busy", types=["test.one"], every=3, quiet=1_000)
RAISING = document("raising", "faulty", types=["test.one"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tocsin.db"


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
async def engine(path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Engine]:
    monkeypatch.setattr(journal_module, "RETRY_S", 0.01)
    store = SqliteStore(path)
    async with running(COUNTING, RAISING, store=store, failed=lines.append) as engine:
        await engine.journal.durable()
        yield engine


def lock(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("BEGIN IMMEDIATE")
    return db


async def test_a_lock_of_another_program_is_waited_out(engine: Engine, path: Path, lines: list[str]) -> None:
    released: list[str] = []
    engine.bus.subscribe("test.one", lambda each: released.append(each.id))
    with capture_logs() as logs:
        with closing(lock(path)):
            for n in range(5):
                engine.ingest(signal(f"s{n}", actor=1))
            await until(lambda: not engine.journal.is_open)
            assert released == []
        await until(lambda: engine.journal.is_open)
        engine.ingest(signal("s5", actor=1))
        await engine.journal.durable()
    await until(lambda: len(released) == 6)
    assert released == [f"s{n}" for n in range(6)]
    (line,) = [each for each in logs if each["log_level"] == "error"]
    assert "another program holds a lock on it; close that program" in line["reason"]
    assert lines == []


async def test_a_lock_that_stays_ends_it_with_one_line(
    engine: Engine, path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "GIVE_UP_S", 0.3)
    with closing(lock(path)):
        engine.ingest(signal("s0", actor=1))
        await until(lambda: lines)
    assert lines == [f"{path}: another program holds a lock on it; close that program"]


def deleted(path: Path) -> None:
    shutil.rmtree(path.parent)


def replaced(path: Path) -> None:
    other = path.with_name("other.db")
    shutil.copyfile(path, other)
    other.replace(path)


def without_log(path: Path) -> None:
    wal_of(path).unlink()


def moved(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


@pytest.mark.parametrize("lose", [deleted, replaced, without_log, moved], ids=lambda each: each.__name__)
async def test_a_store_that_is_lost_under_the_bot_accepts_nothing_and_ends_it_with_one_line(
    tmp_path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch, lose: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(journal_module, "RETRY_S", 0.01)
    monkeypatch.setattr(journal_module, "GIVE_UP_S", 0.3)
    path = tmp_path / "data" / "tocsin.db"
    released: list[str] = []
    async with running(COUNTING, store=SqliteStore(path), failed=lines.append) as engine:
        await engine.journal.durable()
        engine.bus.subscribe("test.one", lambda each: released.append(each.id))

        lose(path)
        engine.ingest(signal("s0", actor=1))
        await until(lambda: lines)

    assert len(lines) == 1
    assert lines[0].startswith(f"{path}: was deleted or replaced while the bot runs; stop it, put the store")
    assert released == []


async def test_a_store_that_is_put_back_in_time_goes_on(engine: Engine, path: Path, lines: list[str]) -> None:
    aside = path.with_name("aside.db")
    await asyncio.to_thread(path.rename, aside)
    engine.ingest(signal("s0", actor=1))
    await asyncio.sleep(0.05)
    await asyncio.to_thread(aside.rename, path)
    await engine.journal.durable()

    assert lines == []
    assert "s0" in ids(engine.store)


async def test_a_reader_that_stays_open_only_makes_the_log_grow(
    engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_module, "_CHECKPOINT_BYTES", 50_000)

    async def flood(start: int) -> int:
        for n in range(start, start + 300):
            engine.ingest(signal(f"s{n}", actor=1, data={"ballast": "x" * 1_000}))
            if n % 10 == 0:
                await asyncio.sleep(0.001)
        await engine.journal.durable()
        await until(lambda: engine.journal._tidying is None)
        return wal_of(path).stat().st_size

    reader = connect(path, read_only=True)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM signals").fetchone()[0] > 0
    grown = await flood(0)
    assert grown > 100_000
    reader.close()
    assert await flood(1_000) < grown
    store = engine.store
    assert replay(store).is_equal


async def test_a_listener_that_hangs_stops_neither_the_loop_nor_the_end(engine: Engine, path: Path) -> None:
    go = threading.Event()
    hanging = engine.bus.subscribe(">", lambda _: go.wait(30))
    try:
        for n in range(12_000):
            engine.ingest(signal(f"s{n}", "test.none"))
            if n % 500 == 0:
                await asyncio.sleep(0)
        await engine.journal.durable()
        assert hanging.dropped > 0
        started = time.monotonic()
        await engine.stop()
        assert time.monotonic() - started < 5
    finally:
        go.set()
    with closing(SqliteStore(path)) as store:
        assert ids(store)[-1] == "s11999"


async def test_a_step_that_raises_is_in_the_journal_and_the_rest_goes_on(engine: Engine, path: Path) -> None:
    for n in range(5):
        engine.ingest(signal(f"s{n}", actor=1, data={"bad": True}))
    await engine.journal.durable()
    found = [row.signal.type for row in engine.store.rows(0)]
    assert found.count("engine.step_failed") == 3
    assert found.count("test.many") == 1
    assert replay(engine.store).is_equal
