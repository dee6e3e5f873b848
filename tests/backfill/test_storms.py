"""Storms: of rate limits, of people and messages. Who clicks is answered in three seconds all the same."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.systems.library import Library
from tests.backfill.scene import MODERATOR, connected
from tests.discord.test_supervisor import RULES, Running, running
from tests.discord.world import BAN, TEST_KINDS
from tests.support.loopback.payloads import CHANNEL, user

ANSWER_S = 3.0
"""Discord's own limit."""


def alerting() -> Rulebook:
    body = {"types": [BAN], "channel": str(CHANNEL), "title": "Somebody was banned"}
    return Rulebook([Document("alerting", "on-ban", "tests", "tests.yml", 0, body, {})])


async def answer_to(run: Running, command: str) -> float:
    """How long a command waits for its first answer, in seconds."""
    begun = time.monotonic()
    id_ = await run.server.types(command)
    await run.until(lambda: id_ in run.server.answered)
    return run.server.answered[id_][0] - begun


async def test_alerts_keep_to_the_rate_limits_and_a_command_does_not_wait_for_them(
    tmp_path: Path, monkeypatch: Any
) -> None:
    async with running(tmp_path, monkeypatch, rulebook=alerting(), kinds=TEST_KINDS) as run:
        await connected(run)
        run.server.buckets.limit("POST", "/channels/[0-9]+/messages", limit=5, per=0.5)
        for _ in range(20):
            await run.server.ban(MODERATOR)
        await run.until(lambda: len(run.server.posted) >= 5)
        assert len(run.server.posted) < 20
        assert await answer_to(run, "ping") < ANSWER_S
        await run.until(lambda: len(run.server.posted) == 20)
        assert run.server.buckets.exceeded == 0
        assert len({each["nonce"] for each in run.server.posted}) == 20


async def test_limits_that_were_not_announced_lose_no_alert_and_repeat_none(
    tmp_path: Path, monkeypatch: Any
) -> None:
    """Shared and sub-limits come without a warning; the last sort bears no `Via`, as from Cloudflare."""
    async with running(tmp_path, monkeypatch, rulebook=alerting(), kinds=TEST_KINDS) as run:
        await connected(run)
        run.server.faults.add("/messages", method="POST", status=429, times=6, retry_after=0.05)
        run.server.faults.add("/messages", method="POST", status=429, times=1, via=False)
        for _ in range(6):
            await run.server.ban(MODERATOR)
        assert await answer_to(run, "ping") < ANSWER_S
        await run.until(lambda: len(run.server.posted) == 6)
        assert len({each["nonce"] for each in run.server.posted}) == 6


async def test_ten_thousand_joins_and_messages_keep_no_command_waiting(
    tmp_path: Path, monkeypatch: Any
) -> None:
    """Over one socket, 4,000 events a second, under the rules that ship."""
    many = 10_000
    rulebook = Library([RULES]).load().rulebook
    async with running(tmp_path, monkeypatch, rulebook=rulebook) as run:
        await connected(run)
        before = run.assembly.engine.core.seq

        async def storm() -> None:
            for n in range(many):
                person = 10**17 + n
                await run.server.join(person)
                await run.server.write(f"hello {n}", author=user(person))
                if n % 100 == 0:
                    await asyncio.sleep(0.05)

        storming = asyncio.ensure_future(storm())
        waited = []
        while not storming.done():
            waited.append(await answer_to(run, "ping"))
            await asyncio.sleep(0.2)
        await storming
        taken = run.assembly.engine.core
        await run.until(lambda: taken.seq - before >= 2 * many)
        assert max(waited) < ANSWER_S
