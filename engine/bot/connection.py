"""The connection: whether Discord tells everything just now, and what is fetched when it did not.

discord.py dispatches `connect` for a new session, which was told nothing of what happened before, and
`resumed` for one that missed nothing. Knows the engine, and back-fill as a port.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, Final

import discord
import structlog

from engine.bot.backfill.port import BackFill
from engine.bot.intents import REVIEW_FROM, review_due
from engine.errors import StoreError
from engine.runtime.engine import Engine

FOLLOWED: Final = frozenset(
    {"connect", "ready", "resumed", "disconnect", "guild_unavailable", "guild_available"}
)
"""The events that `follow` is to be told of."""
_LOOK_S: Final = 0.2
_log = structlog.get_logger()


class Connection:
    """One a client. `backfill` runs as tasks: one for the session, one for each guild that comes back."""

    def __init__(self, client: discord.Client, engine: Engine, backfill: BackFill) -> None:
        self._client = client
        self._engine = engine
        self._backfill = backfill
        self._blind = False
        self._is_told = False
        self._ready = asyncio.Event()
        self._filling: asyncio.Task[None] | None = None
        self._guilds: dict[int, asyncio.Task[None]] = {}
        engine.coverage.on_missed = self._refetch

    @property
    def is_told(self) -> bool:
        """Whether there is a session, in which Discord tells what happens."""
        return self._is_told

    def follow(self, event: str, args: tuple[Any, ...]) -> None:
        """Take one of the `FOLLOWED` events in."""
        match event:
            case "connect":
                self._begin()
            case "ready":
                _log.info("gateway.ready", guilds=len(self._client.guilds))
                self._warn_of_review()
                self._ready.set()
            case "resumed":
                self._resume()
            case "disconnect":
                self.lost()
            case "guild_unavailable":
                self._away(args[0])
            case "guild_available":
                self._back(args[0])

    def lost(self) -> None:
        """Nothing more is told; said once until it is."""
        self._is_told = False
        self._cancel()
        if not self._blind:
            self._blind = True
            self._backfill.leave(self._client.guilds)
        self._engine.coverage.lost()

    async def close(self) -> None:
        """Fetch nothing more, and keep what is known now: the next start begins there."""
        if not self._blind:
            self._backfill.leave(self._client.guilds)
        tasks = [task for task in (self._filling, *self._guilds.values()) if task is not None]
        self._cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def _begin(self) -> None:
        """A new session."""
        self._is_told = True
        self._ready = asyncio.Event()
        self._begin_again()

    def _begin_again(self) -> None:
        """All guilds are owed what happened since the gap began."""
        self._cancel()
        self._engine.coverage.session_begins([each.id for each in self._client.guilds])
        self._filling = self._start(self._fill())

    def _refetch(self) -> None:
        """For a time the journal took nothing in: what was told meanwhile is fetched."""
        if not self._blind:
            _log.warning("gateway.unheard")
            self._begin_again()

    def _resume(self) -> None:
        """Discord has told again what happened since the disconnect."""
        self._is_told = True
        self._cancel()
        self._filling = self._start(self._go_on())

    async def _go_on(self) -> None:
        """Nothing was missed once what was told again is in; what was still being fetched is fetched now."""
        await self._engine.caught_up()
        self._engine.bookmarks.settle(None)
        if self._engine.bookmarks.owed:
            await self._fill()
        else:
            self._filling = None
            self._over()

    def _away(self, guild: discord.Guild) -> None:
        """One guild is out of reach."""
        self._stop(self._guilds.pop(guild.id, None))
        if guild.id not in self._engine.bookmarks.owed:
            self._backfill.leave([guild])
            self._engine.coverage.guild_lost(guild.id)

    def _back(self, guild: discord.Guild) -> None:
        """A guild is in reach; the session's own task looks after those that come with the session."""
        if self._filling is None and guild.id in self._engine.bookmarks.owed:
            self._stop(self._guilds.pop(guild.id, None))
            self._guilds[guild.id] = self._start(self._fill_guild(guild))

    def _warn_of_review(self) -> None:
        """In time: to be reviewed takes weeks."""
        people = review_due(self._client)
        if people is not None:
            _log.warning("intents.review_near", people=people, reviewed_from=REVIEW_FROM)

    async def _fill(self) -> None:
        try:
            await self._until_taken()
        except Exception as error:  # noqa: BLE001 - a gap ends with what could be found
            _log.error("backfill.failed", error=type(error).__name__, exc_info=error)
        self._filling = None
        self._over()

    async def _until_taken(self) -> None:
        """Again from where it stood when the journal took nothing in for a time."""
        while True:
            try:
                await self._backfill(self._client, self._ready)
            except StoreError as error:
                _log.warning("backfill.waits", reason=str(error))
                if (
                    asyncio.current_task() is not self._filling
                ):  # a group that fails hides that it was cancelled
                    raise asyncio.CancelledError from error
            if self._engine.is_open:
                return
            while not self._engine.is_open:  # noqa: ASYNC110 - nobody knows when the disk has room again
                await asyncio.sleep(_LOOK_S)

    def _over(self) -> None:
        """Said unless the back-fill said it, with what it found."""
        self._blind = False
        if self._engine.status().in_gap:
            self._engine.coverage.over()

    async def _fill_guild(self, guild: discord.Guild) -> None:
        try:
            await self._backfill.guild(guild)
        except Exception as error:  # noqa: BLE001 - it stays owed, and is tried again later
            _log.error("backfill.failed", guild=guild.id, error=type(error).__name__, exc_info=error)
        self._guilds.pop(guild.id, None)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(work)

    def _cancel(self) -> None:
        self._stop(self._filling)
        self._filling = None
        for task in self._guilds.values():
            self._stop(task)
        self._guilds.clear()

    def _stop(self, task: asyncio.Task[None] | None) -> None:
        if task is not None:
            task.cancel()
