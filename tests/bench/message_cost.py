"""What a message costs us beside what discord.py spends on receiving it: CPU of all threads, at saturation.

The same frames, as the gateway sends them, go the same way twice: through a plain client of discord.py,
which receives them and calls nobody, and through our client with all that stands behind it, until every
message is durable. What the second takes longer is ours; what the first takes is theirs. To time our
part alone, on messages made ready before, would say less than is true: each message finds the
processor's caches full of discord.py's work and leaves them full of ours, which slows both down, and
only who runs both pays for it.

Rounds of both alternate, so that a noisy neighbour harms both; the middle ratio counts.
"""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import time
from collections.abc import Coroutine
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

import discord
from discord.gateway import DiscordWebSocket

from tests.bench import rules, wire
from tests.bench.ours import BURST, Ours, parsed
from tests.bench.result import Reached

THEIRS = "discord.py's own cost of receiving it"
ROUNDS = 7
A_ROUND = 4_000
ALERTS_A_ROUND = 1_000
MANY = 10_000


async def run(folder: Path) -> list[Reached]:
    plain = await cost(Ours(folder / "plain"), A_ROUND, None)
    many = await cost(Ours(folder / "many", MANY), A_ROUND, None)
    alert = await cost(
        Ours(folder / "alert"),
        ALERTS_A_ROUND,
        f"Hello, {rules.MARK} at the usual place, only for members of this server, today",
    )
    return [
        Reached(f"our code for a message without a match / {THEIRS}", plain[0], 2.0, 1.0, "x", plain[1]),
        Reached(f"the same with {MANY:,} rules, one in five about messages", many[0], 1.0, 0.5, "x", many[1]),
        Reached("the same with a match and an alert in its case", alert[0], 6.0, 3.0, "x", alert[1]),
        await size(Ours(folder / "quiet"), folder / "plain"),
    ]


async def cost(ours: Ours, count: int, content: str | None) -> tuple[float, str]:
    """The ratio, and what it was worked out from in words; `content` is what an alert comes of."""
    ours.sending.hold = True  # alerts are counted, durable and queued; what the network costs is not ours
    await ours.start()
    plain = wire.connect(discord.Client(intents=discord.Intents.all()), asyncio.get_running_loop())
    for_plain, for_ours = wire.Frames(), wire.Frames()
    theirs, both = [], []
    for n in range(ROUNDS + 1):
        payloads = list(wire.messages(count, seed=n + 1, content=content))
        packed = [for_plain.frame("MESSAGE_CREATE", each) for each in payloads]
        theirs.append(await _timed(_receive(plain, packed)) / count)
        packed = [for_ours.frame("MESSAGE_CREATE", each) for each in payloads]
        both.append(await _timed(receive_durably(ours, packed)) / count)
    caused = sum(case.alerts for book in ours.books() for case in book.cases)
    await ours.close()
    assert caused == (0 if content is None else count * (ROUNDS + 1)), caused
    added = [all_ - own for all_, own in zip(both[1:], theirs[1:], strict=True)]  # the first round warms up
    ratios = [mine / its for mine, its in zip(added, theirs[1:], strict=True)]
    return median(ratios), f"{1e6 * median(added):.1f} µs more than {1e6 * median(theirs[1:]):.1f} µs CPU"


async def _timed(work: Coroutine[Any, Any, None]) -> float:
    """Seconds of CPU. What was made ready is hidden from the garbage collector: a flood does not lie in
    memory before it comes."""
    gc.collect()
    gc.freeze()
    began = time.process_time()
    await work
    return time.process_time() - began


async def _receive(socket: DiscordWebSocket, packed: list[bytes]) -> None:
    """Take frames in as they come in a flood, `BURST` of them in one turn of the loop."""
    for n, frame in enumerate(packed):
        await socket.received_message(frame)
        if n % BURST == 0:
            await asyncio.sleep(0)


async def receive_durably(ours: Ours, packed: list[bytes]) -> None:
    """The same through our client, until all of it is durable."""
    await _receive(ours.socket, packed)
    ours.engine.ingest_waiting()
    await ours.engine.journal.durable()


async def size(ours: Ours, crowded: Path) -> Reached:
    """The store's bytes for a message: in a quiet guild, each in a commit of its own, and in a flood."""
    await ours.start()
    for event, args in parsed(asyncio.get_running_loop(), list(wire.messages(A_ROUND))):
        ours.client.dispatch(event, *args)
        await ours.engine.journal.durable()
    await ours.close()
    flood = _bytes(crowded) / (A_ROUND * (ROUNDS + 1))
    figures = f"each in a commit of its own; in a flood {flood:.0f} bytes"
    return Reached(
        "journal size of a plain message, its text apart",
        _bytes(ours.folder) / A_ROUND,
        200,
        120,
        "bytes",
        figures,
    )


def _bytes(folder: Path) -> int:
    """The size of a store without the table of texts, and without the rules, which are there once."""
    with closing(sqlite3.connect(folder / "tocsin.db", isolation_level=None)) as db:
        for table in ("texts", "documents"):
            db.execute(f"DELETE FROM {table}")
        db.execute("VACUUM")
        pages, size = (
            int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size")
        )
    return pages * size
