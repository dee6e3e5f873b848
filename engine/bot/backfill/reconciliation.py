"""Reconciliation: while all is well, every guild is looked at again from time to time, slowly.

The gateway drops an event now and then and says nothing. A few requests a guild and round: its audit log
from the bookmark, and one part of its inventory that has to be asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import discord
import structlog

from engine.bot.actions.patience import passes
from engine.bot.backfill.audit import read_audit_log, where_to_begin
from engine.bot.backfill.entrance import Entrance
from engine.bot.backfill.filler import Filler
from engine.bot.backfill.history import SLACK_MS
from engine.bot.backfill.instants import first_id_at
from engine.bot.inventory.registry import PARTS
from engine.bot.inventory.stocktaking import Stocktaking
from engine.instants import posix_ms
from engine.runtime.engine import Engine

EVERY_S: Final = 300.0
"""How long a round over all guilds takes; they come one after the other, evenly."""
GUILD_S: Final = 60.0
"""How long one guild may take."""
_THOROUGH: Final = 6
"""Every so many rounds the members are looked at, too."""
_ASKED: Final = [each for each in PARTS if not each.is_cached]
_log = structlog.get_logger()


class Reconciliation:
    """One a client. `clock` gives milliseconds since 1970; `sleep` takes seconds."""

    def __init__(  # noqa: PLR0913 - each is one thing that a round needs
        self,
        client: discord.Client,
        engine: Engine,
        *,
        filler: Filler,
        entrance: Entrance,
        stocktaking: Stocktaking,
        clock: Callable[[], int],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._engine = engine
        self._filler = filler
        self._entrance = entrance
        self._stocktaking = stocktaking
        self._clock = clock
        self._sleep = sleep
        self._began = clock()

    async def run(self) -> None:
        """Round after round, until cancelled."""
        number = 0
        while True:
            guilds = [each.id for each in self._client.guilds]
            for id_ in guilds:
                await self._sleep(EVERY_S / len(guilds))
                await self._look(id_, number)
            if not guilds:
                await self._sleep(EVERY_S)
            number += 1

    async def look_at(self, guild: discord.Guild, number: int) -> None:
        """One guild in the round of that number. Raises what Discord refuses, and `TimeoutError`."""
        async with asyncio.timeout(GUILD_S):
            if guild.id in self._engine.bookmarks.owed:
                await self._filler.guild(guild)
                return
            if guild.me.guild_permissions.view_audit_log:
                await self._read(guild)
            self._stocktaking.glance(guild, in_passing=number % _THOROUGH != 0)
            await self._stocktaking.compare(guild, [_ASKED[number % len(_ASKED)]])

    async def _look(self, id_: int, number: int) -> None:
        guild = self._client.get_guild(id_)
        if guild is None or guild.unavailable or self._engine.status().in_gap:
            return
        try:
            await self.look_at(guild, number)
        except Exception as error:  # noqa: BLE001 - the next round comes
            loud = _log.info if passes(error) or isinstance(error, TimeoutError) else _log.warning
            loud("reconcile.failed", guild=id_, error=type(error).__name__)

    async def _read(self, guild: discord.Guild) -> None:
        """No further back than to where this began, and the bot came: what was before is no event of ours."""
        joined = guild.me.joined_at
        first = max(self._began - SLACK_MS, 0 if joined is None else posix_ms(joined))
        bookmarks = self._engine.bookmarks
        after = max(where_to_begin(bookmarks.read_to(guild.id), self._clock()), first_id_at(first))
        new, _ = await read_audit_log(guild, self._entrance, bookmarks, after)
        if new:
            _log.warning("reconcile.found", guild=guild.id, audit_entries=new)
