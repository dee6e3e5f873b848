"""How long a click waits for its answer when ten thousand people join and write at once.

The real program in a process of its own, with all packs that ship, on a Discord of 127.0.0.1 that tells
everything as fast as it is read. The clicks stand first in the burst, in its midst and at its end.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Final

from tests.bench.footprint import lay_out, program
from tests.bench.result import Reached
from tests.support.loopback import GUILD, Loopback, served
from tests.support.loopback.payloads import message, user

PEOPLE: Final = 10_000
SAID: Final = "@everyone free nitro https://dlscord-gifts.com/x"
_ONE_IN: Final = 5
"""Of the raiders so many write what rules look for; the others write anything."""
_SETTLED_S: Final = 15.0
_LONGEST_S: Final = 120.0
_MEMBER: Final = {"roles": [], "joined_at": None, "flags": 0}


async def run(folder: Path) -> list[Reached]:
    lay_out(folder)
    server = Loopback()
    async with served(server) as port, program(["-m", "tests.crash.bot", str(port), "run", str(folder)]):
        await asyncio.wait_for(server.ready.wait(), _LONGEST_S)
        await asyncio.sleep(_SETTLED_S)
        begun = time.monotonic()
        clicks = [await _click(server)]
        await _raid(server, range(PEOPLE // 2))
        clicks.append(await _click(server))
        await _raid(server, range(PEOPLE // 2, PEOPLE))
        clicks.append(await _click(server))
        told = time.monotonic() - begun
        waited = [await _answer(server, id_) - at for id_, at in clicks]
    first, midst, last = waited
    return [
        Reached(
            f"a click while {PEOPLE:,} join and write at once, answered (slowest)",
            max(waited),
            3,
            1,
            "s",
            f"first in the burst {first:.2f} s, in its midst {midst:.2f} s, last {last:.2f} s; "
            f"it was read in {told:.1f} s",
        )
    ]


async def _raid(server: Loopback, people: range) -> None:
    for n in people:
        id_ = 1 << 45 | n
        await server.join(id_)
        text = SAID if n % _ONE_IN == 0 else f"hello, I am number {n}"
        said = message(server.snowflake(), text, author=user(id_, f"raider{n}"))
        await server.tell(GUILD, "MESSAGE_CREATE", {**said, "guild_id": str(GUILD), "member": _MEMBER})
        await asyncio.sleep(0)  # an answer is taken while the burst goes on


async def _click(server: Loopback) -> tuple[int, float]:
    """Its id, and when it was made."""
    at = time.monotonic()
    return await server.clicks("why:none"), at


async def _answer(server: Loopback, id_: int) -> float:
    async with asyncio.timeout(_LONGEST_S):
        while id_ not in server.answered:  # noqa: ASYNC110 - it comes from another process
            await asyncio.sleep(0.001)
    return server.answered[id_][0]
