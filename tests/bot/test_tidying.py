"""The journal is tidied beside the running bot: what is old goes, servers that left are forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog

from engine.bot.tidying import Tidying, retention_in
from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.instants import DAY_MS
from engine.runtime.engine import Engine
from engine.runtime.programs import Programs
from engine.signal import Signal
from engine.store.erasing import last_seen_by_guild
from engine.store.reader import SqliteReader
from engine.store.rows import Row
from engine.store.sqlite import SqliteStore
from engine.systems import KINDS
from engine.systems.settings.retention import Retention
from tests.support.kinds import document
from tests.support.loop import T0, Clock, core_of, signal, take

HERE, LEFT = 1_200_000_000_000_000_001, 1_200_000_000_000_000_002


def settings(guild: int | None, retention: dict[str, Any]) -> Document:
    body = {"kind": "settings", "retention": retention, **({} if guild is None else {"guild": str(guild)})}
    return Document("settings", f"s{guild}", "house", "s.yml", 0, body, {})


RULES = Document(
    "detection",
    "said",
    "house",
    "d.yml",
    0,
    {
        "title": "said",
        "logsource": {"product": "discord", "category": "message_create"},
        "detection": {"sel": {"content|contains": "loud"}, "condition": "sel"},
    },
    {},
)
BOOK = Rulebook([settings(None, {"text": "5d", "events": "10d"}), settings(HERE, {"text": "2d"}), RULES])


@asynccontextmanager
async def engine_on(path: Path, clock: Clock) -> AsyncIterator[Engine]:
    store = SqliteStore(path)
    engine = Engine(
        store, Programs(KINDS, Catalogue.load(), salt=store.salt, stored=store.rulebook), clock=clock
    )
    await engine.start(BOOK)
    yield engine
    await engine.stop()


def message(n: int, at: int, guild: int, text: str = "quiet") -> Signal:
    return Signal(f"message:{n}", "discord.message.create", at, guild=guild, actor=7, text={"content": text})


async def test_what_is_old_goes_and_the_journal_replays_from_there(tmp_path: Path) -> None:
    path, clock = tmp_path / "tocsin.db", Clock()
    async with engine_on(path, clock) as engine:
        tidying = Tidying(path, engine, lambda: [HERE, LEFT], clock)
        for day in range(20):
            clock.now = T0 + day * DAY_MS
            engine.ingest(message(2 * day + 1, clock.now, HERE))
            engine.ingest(message(2 * day + 2, clock.now, LEFT, "loud"))
            await engine.journal.durable()
            await tidying.tidy()
        reader = SqliteReader(path, beside_owner=True)
        rows = [row.signal for rows in reader.history() for row in rows]
        horizon = reader.horizon()

    messages = [each for each in rows if each.type == "discord.message.create"]
    here = [each for each in messages if each.guild == HERE]
    left = [each for each in messages if each.guild == LEFT]
    assert [each.id for each in here] == [f"message:{2 * day + 1}" for day in range(9, 20)]
    assert [bool(each.text) for each in here][-4:] == [False, True, True, True]
    assert [bool(each.text) for each in left] == [False] * 14 + [True] * 6
    assert [each.type for each in rows].count("threat.detected") == 20
    assert horizon is not None
    assert horizon.saved.last_seen == T0 + 8 * DAY_MS


async def test_a_server_that_left_is_forgotten_after_its_time(tmp_path: Path) -> None:
    path, clock = tmp_path / "tocsin.db", Clock()
    async with engine_on(path, clock) as engine:
        tidying = Tidying(path, engine, lambda: [HERE], clock)
        engine.ingest(message(1, clock.now, LEFT, "loud"))
        engine.ingest(message(2, clock.now, HERE, "loud"))
        await engine.journal.durable()
        clock.now += 30 * DAY_MS
        await tidying.tidy()
        reader = SqliteReader(path, beside_owner=True)
        assert len(without_ends(reader, LEFT)) == 2
        clock.now += 1
        await tidying.tidy()
        assert reader.signals(LEFT) == []
        assert len(without_ends(reader, HERE)) == 2


def without_ends(reader: SqliteReader, guild: int) -> list[Row]:
    """What happened in a guild, but for how what was sent ended, which takes a moment."""
    return [row for row in reader.signals(guild) if not row.signal.type.startswith("action.")]


async def test_where_nobody_can_tell_nothing_is_forgotten(tmp_path: Path) -> None:
    path, clock = tmp_path / "tocsin.db", Clock()
    async with engine_on(path, clock) as engine:
        engine.ingest(message(1, clock.now, LEFT, "loud"))
        await engine.journal.durable()
        clock.now += 100 * DAY_MS
        tidying = Tidying(path, engine, lambda: None, clock)
        await tidying.tidy()
        left = await asyncio.to_thread(last_seen_by_guild, path)
    assert left == {LEFT: T0}


def test_states_and_timers_of_a_forgotten_server_go_from_memory() -> None:
    core = core_of(document("counting", "busy", types=["test.one"], every=3, quiet=70))
    take(core, signal("a", guild=LEFT, actor=1), signal("b", guild=HERE, actor=1))
    core.forget_guild(LEFT)
    assert {key[0] for (_, key), _ in core.cells} == {HERE}
    assert {timer.key[0] for timer in core.timers} == {HERE}


def test_the_settings_in_force_say_how_long() -> None:
    program = Programs(KINDS, Catalogue.load()).add(BOOK)
    assert retention_in(program) == Retention(text=5 * DAY_MS, events=10 * DAY_MS, texts={HERE: 2 * DAY_MS})


async def test_a_fault_is_logged_and_tried_again(tmp_path: Path) -> None:
    path, clock = tmp_path / "tocsin.db", Clock()
    async with engine_on(path, clock) as engine:
        tidying = Tidying(tmp_path / "none.db", engine, list, clock, first=0, every=0.01)
        with structlog.testing.capture_logs() as logs:
            task = asyncio.create_task(tidying.run())
            await asyncio.sleep(0.2)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    assert [each["event"] for each in logs].count("journal.not_tidied") >= 2
