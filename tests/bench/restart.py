"""How long a start takes with a million journalled signals behind it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from engine.signal import Signal
from tests.bench import wire
from tests.bench.ours import Ours
from tests.bench.result import Reached

SIGNALS = 1_000_000
A_SECOND = 200
"""How densely they lie: 180,000 of them are in the last quarter of an hour, whose ids a start takes up."""


async def run(folder: Path) -> list[Reached]:
    ours = Ours(folder)
    now = 1_790_000_000_000
    ours.engine._clock = lambda: now
    await ours.start()
    for n in range(SIGNALS):
        now += 1000 // A_SECOND
        ours.engine.ingest(_message(n, now))
        if n % 256 == 0:
            await asyncio.sleep(0)
    await ours.engine.journal.durable()
    last = ours.engine.core.seq
    await ours.close()

    began = time.perf_counter()
    again = Ours(folder)
    again.engine._clock = lambda: now
    await again.engine.start(again.rulebook)
    took = time.perf_counter() - began
    assert again.engine.core.seq > last >= SIGNALS
    known = len(again.engine.core.known)
    await again.close()
    size = again.store.stat().st_size / 1e6
    return [
        Reached(
            f"restart with {SIGNALS:,} journalled signals behind it",
            took,
            5,
            1,
            "s",
            f"{known:,} ids taken up, {size:.0f} MB",
        )
    ]


def _message(n: int, now: int) -> Signal:
    return Signal(
        f"message:{wire.FIRST_ID + (n << 22)}", "discord.message.create", now,
        guild=wire.GUILD, channel=wire.CHANNEL, actor=10**17 + n % wire.MEMBERS,
        data={"length": 30, "mentions": 0, "links": 0, "is_bot": False},
        text={"content": "some words of somebody"},
    )  # fmt: skip
