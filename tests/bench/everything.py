"""What a message costs with everything that ships, where every message is counted by baselines.

The turn and the journal beside what discord.py spends on receiving it, as `message_cost` measures it; the
journal's bytes; and how long `/rules` and a cold start take with a day of such messages behind them.
"""

from __future__ import annotations

import time
from pathlib import Path

from engine.store.reader import SqliteReader
from engine.systems.pack_page import PACKS
from tests.bench import message_cost, wire
from tests.bench.ours import Ours
from tests.bench.result import Reached
from tests.bench.shipped import RULES

SHIPPED = [RULES / pack for pack in PACKS]
LOOKS = 5


async def run(folder: Path) -> list[Reached]:
    crowded = folder / "crowded"
    ratio, figures = await message_cost.cost(Ours(crowded, paths=SHIPPED), message_cost.A_ROUND, None)
    size = await message_cost.size(Ours(folder / "quiet", paths=SHIPPED), crowded)
    size.what = "journal size of a message that baselines count, its text apart"
    return [
        Reached(
            f"our code for a message with everything that ships / {message_cost.THEIRS}",
            ratio, 3.0, 2.0, "x", figures,
        ),
        size,
        *await _behind(folder / "behind"),
    ]  # fmt: skip


async def _behind(folder: Path) -> list[Reached]:
    """With so many messages behind it."""
    count, done = 100_000, 0
    ours = Ours(folder, paths=SHIPPED)
    await ours.start()
    frames = wire.Frames()
    while done < count:
        payloads = wire.messages(message_cost.A_ROUND, seed=1 + done // message_cost.A_ROUND)
        packed = [frames.frame("MESSAGE_CREATE", each) for each in payloads]
        await message_cost.receive_durably(ours, packed)
        done += message_cost.A_ROUND
    reader = SqliteReader(ours.store, beside_owner=True)
    looks = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        met = reader.matches(wire.GUILD, 0)
        looks.append(time.perf_counter() - began)
    counted = max(met.met.values())
    await ours.close()

    began = time.perf_counter()
    again = Ours(folder, paths=SHIPPED)
    loaded = time.perf_counter()
    await again.engine.start(again.rulebook)
    started = time.perf_counter() - loaded
    folded = again.engine.folded
    await again.close()
    return [
        Reached(
            f"counting the matches of {count:,} messages that baselines met, for /rules",
            min(looks) * 1e3, 1_000, 200, "ms", f"{counted:,} of one rule",
        ),
        Reached(
            f"recovery after a kill with {count:,} messages that baselines met",
            started, 5, 1, "s", f"{folded:,} rows folded in, {loaded - began:.1f} s to load the rules before",
        ),
    ]  # fmt: skip
