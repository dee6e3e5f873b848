"""The filler: for each new session the audit logs of all guilds first, then what takes longer.

A nuke that began in the gap is noticed as soon as its guild is known again. Knows what is owed by the
bookmarks alone: a filler that is cancelled or killed is simply begun again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Final

import discord
import structlog

from engine.bot.backfill.audit import read_audit_log, where_to_begin
from engine.bot.backfill.entrance import Entrance
from engine.bot.backfill.found import Found, in_all
from engine.bot.backfill.history import read_history
from engine.bot.backfill.joins import read_joins
from engine.bot.inventory.stocktaking import Stocktaking
from engine.errors import StoreError
from engine.runtime.engine import Engine

LOGS_AT_ONCE: Final = 4
LONGEST_S: Final = 9 * 60.0
"""The whole of it; after ten minutes windows would go on without it."""
LOG_S: Final = 120.0
"""How long one audit log may take, with all of Discord's rate limits and hiccups."""
RESTS_AT_ONCE: Final = 3
GUILD_S: Final = 150.0
"""How long anything may take of one guild: no guild keeps the others waiting."""
LATEST_S: Final = 30.0
"""How long guilds are waited for; those that come later are filled then."""
_LOOK_S: Final = 0.05
_log = structlog.get_logger()


class Filler:
    """One a client. `clock` gives milliseconds since 1970."""

    def __init__(
        self, engine: Engine, entrance: Entrance, stocktaking: Stocktaking, clock: Callable[[], int]
    ) -> None:
        self._engine = engine
        self._entrance = entrance
        self._stocktaking = stocktaking
        self._clock = clock

    async def __call__(self, client: discord.Client, ready: asyncio.Event) -> None:
        """Fetch what the gap before this session left out, and say what came back. Raises `StoreError`."""
        owed = self._engine.bookmarks.owed
        begun = {guild: since for guild, since in owed.items() if guild is not None}
        if not begun:
            await ready.wait()
            return
        found: dict[int, Found] = {}
        try:
            async with asyncio.timeout(LONGEST_S):
                await self._logs(client, ready, found)
                await self._wait(ready)
                await self._rests(client, begun, found)
        except TimeoutError:
            _log.warning("backfill.too_long")
        except ExceptionGroup as group:
            closed = group.subgroup(StoreError)
            if closed is None:
                raise
            raise StoreError("the journal takes nothing in") from closed
        await self._engine.caught_up()  # windows go on: what was told meanwhile comes before that
        for guild, each in found.items():
            if not each.is_done:
                self._done(guild, begun[guild], each)
        longest = max(self._seconds(since) for since in begun.values())
        self._engine.coverage.over(in_all(found.values()).told(longest, guilds=len(found)))

    async def guild(self, guild: discord.Guild) -> None:
        """One guild is in reach again: the same for it alone."""
        since = self._engine.bookmarks.owed.get(guild.id)
        if since is None or not self._engine.coverage.guild_is_back(guild.id):
            return
        found = Found()
        await self._log_of(guild, found)
        await self._rest(guild, since, found)
        await self._engine.caught_up()
        self._done(guild.id, since, found)

    def leave(self, guilds: Iterable[discord.Guild]) -> None:
        """Keep what the cache knows, for as long as it is right."""
        owed = self._engine.bookmarks.owed
        if None not in owed:
            for guild in guilds:
                if guild.id not in owed:
                    self._stocktaking.glance(guild)

    async def _logs(self, client: discord.Client, ready: asyncio.Event, found: dict[int, Found]) -> None:
        """All that are owed, each as soon as its guild is there; those that do not come stay owed.

        `ready` alone is not waited for: after a malformed dispatch discord.py may never say it.
        """
        turns = asyncio.Semaphore(LOGS_AT_ONCE)
        latest = asyncio.get_running_loop().time() + LATEST_S

        async def one(guild: discord.Guild) -> None:
            async with turns, self._alone(guild.id):
                await self._log_of(guild, found[guild.id])

        async with asyncio.TaskGroup() as group:
            while True:
                last = ready.is_set() or asyncio.get_running_loop().time() > latest
                for guild in self._there(client.guilds):
                    if guild.id not in found:
                        found[guild.id] = Found()
                        group.create_task(one(guild))
                if last or not self._awaited(found):
                    return
                await asyncio.sleep(_LOOK_S)

    def _there(self, guilds: Iterable[discord.Guild]) -> list[discord.Guild]:
        owed = self._engine.bookmarks.owed
        return [each for each in guilds if each.id in owed and not each.unavailable]

    def _awaited(self, found: Mapping[int, Found]) -> set[int | None]:
        return self._engine.bookmarks.owed.keys() - found.keys()

    async def _log_of(self, guild: discord.Guild, found: Found) -> None:
        """What is there is read; what Discord refuses is said."""
        found.lacks("audit_log")  # until the contrary is shown
        bookmarks = self._engine.bookmarks
        after = where_to_begin(bookmarks.read_to(guild.id), bookmarks.owed[guild.id])
        if not guild.me.guild_permissions.view_audit_log:
            found.is_settled = True
            return
        try:
            async with asyncio.timeout(LOG_S):
                found.audit_entries, found.is_settled = await read_audit_log(
                    guild, self._entrance, bookmarks, after
                )
        except (discord.HTTPException, TimeoutError) as error:
            _log.warning("backfill.no_audit_log", guild=guild.id, error=type(error).__name__)
            found.is_settled = isinstance(error, discord.Forbidden)
            return
        if found.is_settled:
            found.has("audit_log")

    async def _rests(
        self, client: discord.Client, begun: Mapping[int, int], found: Mapping[int, Found]
    ) -> None:
        """What is not as pressing as the audit logs, of all guilds; what cannot be had in time is said."""
        turns = asyncio.Semaphore(RESTS_AT_ONCE)

        async def one(guild: discord.Guild) -> None:
            async with turns, self._alone(guild.id):
                await self._rest(guild, begun[guild.id], found[guild.id])
            await self._engine.caught_up()
            self._done(guild.id, begun[guild.id], found[guild.id])

        async with asyncio.TaskGroup() as group:
            for guild in map(client.get_guild, found):
                if guild is not None:  # else the bot was thrown out meanwhile
                    group.create_task(one(guild))

    @asynccontextmanager
    async def _alone(self, guild: int) -> AsyncIterator[None]:
        """Whatever is wrong with one guild ends its own turn; a journal that takes nothing in ends all."""
        try:
            async with asyncio.timeout(GUILD_S):
                yield
        except StoreError:
            raise
        except TimeoutError:
            _log.warning("backfill.guild_too_slow", guild=guild)
        except Exception as error:  # noqa: BLE001 - the other guilds go on
            _log.error("backfill.guild_failed", guild=guild, error=type(error).__name__, exc_info=error)

    async def _rest(self, guild: discord.Guild, since: int, found: Found) -> None:
        """Who joined, what was written, what is other than it was."""
        found.lacks("messages", "members")  # until the contrary is shown
        read_joins(guild, self._entrance, since, found)
        await read_history(guild, self._entrance, self._engine.bookmarks, since, found)
        found.differences, unseen = await self._stocktaking.compare(guild)
        found.lacks(*unseen)

    async def _wait(self, ready: asyncio.Event) -> None:
        """Until the members of all guilds are known."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LATEST_S):
                await ready.wait()

    def _done(self, guild: int, since: int, found: Found) -> None:
        found.is_done = True
        if found.is_settled:
            self._engine.bookmarks.settle(guild)
        seconds = self._seconds(since)
        _log.info(
            "backfill.done",
            guild=guild,
            seconds=seconds,
            audit_entries=found.audit_entries,
            messages=found.messages,
        )
        self._engine.coverage.guild_over(guild, found.told(seconds))

    def _seconds(self, since: int) -> int:
        return max(self._clock() - since, 0) // 1000
