"""Under a flood of events people are still answered, and a failing event harms nobody."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from tests.discord.test_commands import text
from tests.discord.world import world

RATE = 10_000
TICK_S = 0.01


async def test_a_click_is_answered_while_events_flood_in(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest()
        await w.sent()
        client = w.assembly.client
        message = await w.member.send(w.general, "a word")
        begun = w.assembly.engine.core.seq

        async def flood() -> None:
            n = 1
            while True:
                for _ in range(int(RATE * TICK_S)):
                    n += 1
                    message.id = (1 << 60) + n
                    client.dispatch("message", message)
                await asyncio.sleep(TICK_S)

        flooding = asyncio.create_task(flood())
        try:
            await asyncio.sleep(0.3)
            begin = time.perf_counter()
            answer = text(await w.owner.click(w.alerts.last_message, label="Why?"))
            took = time.perf_counter() - begin
        finally:
            flooding.cancel()
        assert "WHY" in answer
        assert w.assembly.engine.core.seq - begun > 1000
        assert took < 3


async def test_an_event_that_we_cannot_take_in_reaches_neither_discord_py_nor_the_next_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(tmp_path) as w:
        client = w.assembly.client
        message = await w.member.send(w.general, "a word")
        take = w.assembly.engine.core.take

        def broken(signal: Any, clock: int) -> Any:
            if signal.data.get("message") == bad:
                raise RuntimeError("a bug")
            return take(signal, clock)

        monkeypatch.setattr(w.assembly.engine.core, "take", broken)
        before = w.assembly.engine.core.seq
        bad = message.id = message.id + 1
        client.dispatch("message", message)
        message.id += 1
        client.dispatch("message", message)
        w.assembly.engine.ingest_waiting()
        assert client.desk.failed_events == 1
        assert w.assembly.engine.core.seq == before + 1
        assert "could not be read" in text(await w.owner.slash(w.general, "status"))


async def test_events_keep_their_order_and_make_no_tasks(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        message = await w.member.send(w.general, "a word")
        before = asyncio.all_tasks()
        for n in range(5):
            message.id = (1 << 60) + n
            w.assembly.client.dispatch("message", message)
        assert asyncio.all_tasks() == before
        await w.sent()
        rows = w.assembly.client.desk.reader.signals(w.guild.id, type_="discord.message.create", limit=5)
        assert [row.signal.id for row in rows] == [f"message:{(1 << 60) + n}" for n in reversed(range(5))]
