"""What a message costs us beside what discord.py spends on receiving it: CPU of all threads, at saturation.

Rounds of theirs and ours alternate, so that a noisy neighbour harms both; the middle ratio counts.
"""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from statistics import median

import discord

from tests.bench import rules, wire
from tests.bench.ours import Ours, parsed
from tests.bench.result import Reached

THEIRS = "discord.py's receive path of it"
ROUNDS = 7
A_ROUND = 4_000
ALERTS_A_ROUND = 1_000
MANY = 10_000


async def run(folder: Path) -> list[Reached]:
    plain = await _cost(folder / "plain", A_ROUND, None)
    many = await _cost(folder / "many", A_ROUND, None, MANY)
    alert = await _cost(
        folder / "alert",
        ALERTS_A_ROUND,
        f"Hello, {rules.MARK} at the usual place, only for members of this server, today",
    )
    return [
        Reached(f"our code for a message without a match / {THEIRS}", plain[0], 2.0, 1.0, "x", plain[1]),
        Reached(f"the same with {MANY:,} rules, one in five about messages", many[0], 1.0, 0.5, "x", many[1]),
        Reached("the same with a match and an alert planned", alert[0], 6.0, 3.0, "x", alert[1]),
        await _size(folder / "quiet", folder / "plain"),
    ]


async def _cost(
    folder: Path, count: int, content: str | None, documents: int = rules.DOCUMENTS
) -> tuple[float, str]:
    loop = asyncio.get_running_loop()
    ours = Ours(folder, documents)
    ours.sending.hold = True  # alerts are planned, durable and queued; what the network costs is not ours
    await ours.start()
    theirs = wire.connect(discord.Client(intents=discord.Intents.all()), loop)
    frames = wire.Frames()
    mine, its = [], []
    for n in range(ROUNDS + 1):
        payloads = list(wire.messages(count, seed=n + 1, content=content))
        packed = [frames.frame("MESSAGE_CREATE", payload) for payload in payloads]
        _set_aside()
        its.append(await _receive(theirs, packed) / count)
        events = parsed(loop, payloads)
        _set_aside()
        began = time.process_time()
        await ours.take(events)
        mine.append((time.process_time() - began) / count)
    caused = ours.engine.outbox.waiting
    await ours.close()
    assert caused == (0 if content is None else count * (ROUNDS + 1)), caused
    ratios = [a / b for a, b in zip(mine[1:], its[1:], strict=True)]  # the first round warms up
    return median(ratios), f"{1e6 * median(mine[1:]):.1f} µs / {1e6 * median(its[1:]):.1f} µs CPU"


def _set_aside() -> None:
    """Hide what is made ready from the garbage collector: a flood does not lie in memory before it comes."""
    gc.collect()
    gc.freeze()


async def _receive(socket: object, packed: list[bytes]) -> float:
    began = time.process_time()
    for frame in packed:
        await socket.received_message(frame)  # type: ignore[attr-defined]
    return time.process_time() - began


async def _size(folder: Path, crowded: Path) -> Reached:
    """The store's bytes for a message: in a quiet guild, each in a commit of its own, and in a flood."""
    ours = Ours(folder)
    await ours.start()
    for event, args in parsed(asyncio.get_running_loop(), list(wire.messages(A_ROUND))):
        ours.client.dispatch(event, *args)
        await ours.engine.journal.durable()
    await ours.close()
    flood = _bytes(crowded) / (A_ROUND * (ROUNDS + 1))
    figures = f"each in a commit of its own; in a flood {flood:.0f} bytes"
    return Reached(
        "journal size of a plain message, its text apart",
        _bytes(folder) / A_ROUND,
        200,
        120,
        "bytes",
        figures,
    )


def _bytes(folder: Path) -> int:
    """The size of a store without the table of texts."""
    with closing(sqlite3.connect(folder / "tocsin.db", isolation_level=None)) as db:
        db.execute("DELETE FROM texts")
        db.execute("VACUUM")
        pages, size = (
            int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size")
        )
    return pages * size
