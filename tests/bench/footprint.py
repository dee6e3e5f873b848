"""What the whole program takes on a machine: memory, the processor while nothing happens, and in a raid.

The real program in a process of its own, with all packs that ship, on a Discord of 127.0.0.1 with a guild of
3,000 members; beside it the same client of discord.py with nothing of ours, in a process of its own, too.
Memory is what the kernel calls resident; processor time is that of the process alone, of one core.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from engine.bot.options import STORE
from engine.documents.rulebook import Rulebook
from engine.store.reader import SqliteReader
from tests.bench.result import Reached
from tests.support.loopback import GUILD, Loopback, served
from tests.support.loopback.payloads import member, user

MEMBERS: Final = 3_000
JOINS: Final = 5_000
SECONDS: Final = 10.0
IDLE_S: Final = 20.0
_SETTLED_S: Final = 15.0
_LONGEST_S: Final = 60.0
_TICK: Final = os.sysconf("SC_CLK_TCK")
_PLAIN: Final = """
import asyncio, sys, discord
from tests.crash.bot import point_at
from engine.bot.intents import wanted as intents
point_at(sys.argv[1])
client = discord.Client(intents=intents())
asyncio.run(client.start("a.b.c"))
"""


async def run(folder: Path) -> list[Reached]:
    lay_out(folder)
    ours = await _measured(["-m", "tests.crash.bot", "{port}", "run", str(folder)])
    rules = _rules(folder / "data" / STORE)
    plain = await _measured(["-c", _PLAIN, "{port}"])
    return [
        Reached(
            f"memory with {MEMBERS:,} members and all packs",
            ours.memory,
            250,
            150,
            "MB",
            f"{rules} rules, at most {ours.peak:.0f} MB; discord.py alone {plain.memory:.0f} MB",
        ),
        Reached(
            "processor time while nothing happens",
            ours.idle * 100,
            None,
            None,
            "% of a core",
            f"over {IDLE_S:.0f} s; discord.py alone {plain.idle * 100:.2f} %",
        ),
        Reached(
            f"{JOINS:,} joins in {SECONDS:.0f} s / discord.py's own cost of them",
            ours.joins / plain.joins,
            None,
            None,
            "x",
            f"{ours.joins:.1f} s of a core, {plain.joins:.1f} s alone; {ours.after:.0f} MB afterwards",
        ),
    ]


def lay_out(folder: Path) -> None:
    """A folder of rules with all packs that ship."""
    (folder / "rules").mkdir(parents=True)
    text = "kind: settings\npacks: [antinuke, automod, permissions, baselines]\n"
    (folder / "settings.yml").write_text(text, encoding="utf-8")


def _rules(store: Path) -> int:
    """How many rules were in force: the figures of a bot without any would say nothing."""
    reader = SqliteReader(store)
    body = reader.rulebook(reader.totals().rulebook or "")
    assert body is not None
    return sum(each.is_rule for each in Rulebook.from_bytes(body).documents)


class Footprint:
    """Memory in MB, `idle` a share of a core, `joins` seconds of one, those of idling taken off."""

    memory: float
    peak: float
    idle: float
    joins: float
    after: float


async def _measured(call: list[str]) -> Footprint:
    server = Loopback()
    server.guilds[0]["members"] += [member(user(10**17 + n, f"member{n}")) for n in range(MEMBERS)]
    server.guilds[0]["member_count"] = MEMBERS
    found = Footprint()
    async with served(server) as port, program([each.format(port=port) for each in call]) as pid:
        await asyncio.wait_for(server.ready.wait(), _LONGEST_S)
        await asyncio.sleep(_SETTLED_S)
        begun = _processor(pid)
        await asyncio.sleep(IDLE_S)
        found.idle = (_processor(pid) - begun) / IDLE_S
        found.memory, found.peak = _memory(pid, "VmRSS"), _memory(pid, "VmHWM")
        begun, loop = _processor(pid), asyncio.get_running_loop()
        start = loop.time()
        for n in range(JOINS):
            joined = {**member(user(2 * 10**17 + n, f"raider{n}")), "guild_id": str(GUILD)}
            await server.dispatch("GUILD_MEMBER_ADD", joined)
            await asyncio.sleep(max(0.0, start + n * SECONDS / JOINS - loop.time()))
        took = await _until_idle(pid, found.idle) + SECONDS
        found.joins = _processor(pid) - begun - found.idle * took
        found.after = _memory(pid, "VmRSS")
    return found


@asynccontextmanager
async def program(call: list[str]) -> AsyncIterator[int]:
    """Its id, while it runs: python with these arguments."""
    environ = {**os.environ, "DISCORD_TOKEN": "a.b.c"}
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable, *call, env=environ, stdout=quiet, stderr=quiet
    )
    try:
        yield process.pid
        assert process.returncode is None, "it ended by itself"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _until_idle(pid: int, idle: float) -> float:
    """Wait until it has nothing more to do; how many seconds."""
    waited = 0.0
    while waited < _LONGEST_S:
        begun = _processor(pid)
        await asyncio.sleep(2)
        waited += 2
        if (_processor(pid) - begun) / 2 < idle + 0.05:
            break
    return waited


def _processor(pid: int) -> float:
    """Seconds of processor time so far, by all of its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def _memory(pid: int, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise AssertionError(name)
