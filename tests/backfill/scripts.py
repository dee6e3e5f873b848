"""Scripts of faults: what can happen to a connection, in any order, with bans before, in and after each."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from engine.bot.assembly import Assembly
from engine.bot.supervisor import Supervisor
from engine.documents.rulebook import Rulebook
from engine.store.sqlite import SqliteStore
from tests.backfill.scene import MODERATOR, replay_is_equal
from tests.discord.test_supervisor import hurry
from tests.support.loopback import CHANNEL, GUILD, Loopback, guild, loopback


class Script:
    """One bot after the other on the same files, on a Discord that goes on; `entries` are its audit log."""

    def __init__(self, folder: Path, server: Loopback, rng: random.Random) -> None:
        self.server = server
        self.rng = rng
        self.entries: list[int] = []
        self._folder = folder

    async def start(self) -> None:
        """A bot on what the last one left."""
        self.store = SqliteStore(self._folder / "tocsin.db")
        self.assembly = Assembly(self.store, Rulebook(()), data=self._folder)
        hurry(self.assembly)
        self.stop: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        supervisor = Supervisor(self.assembly.client, sleep=lambda _: asyncio.sleep(0.01))
        self.running = asyncio.ensure_future(supervisor.run("a.b.c", self.stop))

    async def end(self, *, kill: bool = False) -> None:
        """In order, or as a kill does: nothing is drained or said."""
        if kill:
            await self.assembly.abandon()
        if not self.stop.done():
            self.stop.set_result(None)
        await asyncio.gather(self.running, return_exceptions=True)
        if not kill:
            await self.assembly.close()
        self.server.sessions.invalidate()

    async def settled(self) -> None:
        """Until the bot is connected and has caught up."""
        async with asyncio.timeout(20):
            while not self.server.sessions.is_open or self._is_behind():
                if self.running.done():
                    self.running.result()
                await asyncio.sleep(0.01)

    async def bans(self, most: int = 4) -> None:
        """So many at most."""
        for _ in range(self.rng.randint(0, most)):
            guild = self.rng.choice([each.id for each in self.server.places()])
            self.entries.append(await self.server.ban(MODERATOR, guild=guild))

    async def taken(self) -> Counter[int]:
        """How often each entry stands in the journal."""
        await self.assembly.engine.journal.durable()
        ids = [row.signal.id for rows in self.assembly.engine.store.history(0) for row in rows]
        return Counter(int(each.removeprefix("audit:")) for each in ids if each.startswith("audit:"))

    async def all_taken(self) -> None:
        """Until as many entries are there as there should be, or ten seconds have passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(10):
                while (await self.taken()).total() < len(self.entries):  # noqa: ASYNC110 - what the store holds
                    await asyncio.sleep(0.05)

    async def until_read(self, pages: int) -> None:
        """Until so many pages of the audit log were asked for; looks as often as it can."""
        async with asyncio.timeout(20):
            while self.server.audit_pages < pages:  # noqa: ASYNC110 - what happens there is the server's
                await asyncio.sleep(0)

    def _is_behind(self) -> bool:
        return self.assembly.engine.status().in_gap or not self.assembly.client.is_ready()


Fault = Callable[[Script], Awaitable[None]]


async def resumed(script: Script) -> None:
    await script.server.drop()
    await script.bans()


async def session_lost(script: Script) -> None:
    script.server.sessions.invalidate()
    await script.server.drop()
    await script.bans()


async def asked_to_reconnect(script: Script) -> None:
    await script.server.sessions.ask_to_reconnect()
    await script.bans()


async def session_invalid(script: Script) -> None:
    await script.server.sessions.call_invalid(resumable=False)
    await script.bans()


async def session_invalid_for_now(script: Script) -> None:
    await script.server.sessions.call_invalid(resumable=True)
    await script.bans()


async def malformed(script: Script) -> None:
    await script.server.dispatch("CHANNEL_CREATE", {"id": "1", "guild_id": str(GUILD), "type": 0})
    await script.bans()


async def restarted(script: Script) -> None:
    await script.end()
    await script.bans()
    await script.start()


async def killed(script: Script) -> None:
    await script.end(kill=True)
    await script.bans()
    await script.start()


async def out_of_reach(script: Script) -> None:
    await script.server.go_away()
    await script.bans()
    await script.server.come_back()


async def limited(script: Script) -> None:
    script.server.faults.add("/audit-logs", status=429, times=2, retry_after=0.02)
    await session_lost(script)


async def out_of_order(script: Script) -> None:
    script.server.faults.add("/audit-logs", status=503, times=1)
    await session_lost(script)


async def lost_in_the_middle(script: Script) -> None:
    """The session is lost again when one guild was filled and the other was not."""
    script.server.faults.add(f"/guilds/{GUILD}/webhooks", holds_s=1, times=1)
    await session_lost(script)
    owed = script.assembly.engine.bookmarks.owed
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(3):
            while owed.keys() != {GUILD}:  # noqa: ASYNC110 - what is owed is no event
                await asyncio.sleep(0.01)
    await session_lost(script)


async def slow(script: Script) -> None:
    script.server.faults.add("/audit-logs", holds_s=0.2, times=1)
    await session_lost(script)


FAULTS: tuple[Fault, ...] = (
    resumed, session_lost, asked_to_reconnect, session_invalid, session_invalid_for_now, malformed, restarted,
    killed, out_of_reach, limited, out_of_order, slow, lost_in_the_middle,
)  # fmt: skip


class Played(NamedTuple):
    """The entries of the audit log, how often each was taken in, and whether the replay was equal."""

    entries: Counter[int]
    taken: Counter[int]
    is_replayed: bool


async def play(folder: Path, monkeypatch: Any, faults: Iterable[Fault], rng: random.Random) -> Played:
    """A script from its first connection on, to where the bot has caught up with everything."""
    async with loopback(monkeypatch) as server:
        server.guilds = [guild(), guild(GUILD + 1, CHANNEL + 1)]
        script = Script(folder, server, rng)
        await script.start()
        try:
            await script.settled()
            for fault in faults:
                await script.bans()
                await fault(script)
                if rng.random() < 0.6:  # else the next fault comes in the middle of this one
                    await script.settled()
            await script.settled()
            await script.bans()
            await script.all_taken()
            return Played(Counter(script.entries), await script.taken(), replay_is_equal(script.store))
        finally:
            await script.end()
