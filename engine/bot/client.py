"""The client: every event that discord.py dispatches becomes signals in the same call, in order, no task.

Nothing of ours may raise into discord.py, which dies of it. Knows the engine as one door.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, Final

import discord
import structlog

from engine.bot.access import Undeclared
from engine.bot.answers import Answers
from engine.bot.breathing import breathing
from engine.bot.commands.sync import sync
from engine.bot.commands.tree import Tree
from engine.bot.connection import FOLLOWED, Connection
from engine.bot.controls import Control
from engine.bot.discord_clock import DiscordClock
from engine.bot.intents import wanted
from engine.bot.sensors import Context, sense
from engine.bot.strays import is_foreign, is_stray
from engine.bot.token_watch import TokenWatch
from engine.bot.views.anomaly_buttons import VERDICTS
from engine.bot.views.case_buttons import Dismiss, More, Restore
from engine.bot.views.draft import Apply, Leave
from engine.bot.views.setup import SetUp
from engine.bot.views.why import Why

_log = structlog.get_logger()
_LONGEST_RATELIMIT_S: Final = 30.0
_LOUD_FAILURES: Final = 20
"""After so many failed events only the count goes on."""


class TocsinClient(Answers, discord.Client):
    """One a process. `begin` starts the engine once Discord knows us; who makes the client sets the rest."""

    connection: Connection

    def __init__(
        self,
        *,
        begin: Callable[[], Awaitable[None]],
        clock: DiscordClock,
        told: Path,
    ) -> None:
        super().__init__(
            intents=wanted(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=_LONGEST_RATELIMIT_S,
            http_trace=(watch := TokenWatch()).listen(clock.trace()),
        )
        self.token_watch = watch
        self.http.ws_connect = breathing(self.http.ws_connect, self._room)  # type: ignore[method-assign]
        self.tree = Tree(self)
        self.context = Context(None, clock)
        self._begin = begin
        self._told = told
        self._begun = False
        self._turning_away: set[asyncio.Task[None]] = set()

    async def setup_hook(self) -> None:
        """Between login and the first event: messages can be sent already, so the outbox may go on."""
        self.context.own_id = None if self.user is None else self.user.id
        self.add_dynamic_items(Why, Dismiss, Restore, More, *VERDICTS, Apply, Leave, SetUp)
        if not self._begun:  # a login that is tried again comes here again
            self._begun = True
            await self._begin()
        await sync(self.tree, self._told)

    def add_dynamic_items(self, *items: type[discord.ui.DynamicItem[Any]]) -> None:
        """Register buttons that live as long as their messages: only what is checked at each use."""
        unchecked = [each.__name__ for each in items if not issubclass(each, Control)]
        if unchecked:
            raise Undeclared(f"{', '.join(unchecked)}: nothing checks who uses it, make it a Control")
        super().add_dynamic_items(*items)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Take an event in. discord.py's own listeners are not used: no task is made for it."""
        del kwargs
        try:
            if event == "interaction" and is_stray(self, args[0]):
                self._soon(self.desk.turn_away(args[0]))
            if event in FOLLOWED:
                self.connection.follow(event, args)
            for signal in sense(event, args, self.context):
                self.desk.engine.ingest_soon(signal)
        except Exception as error:  # noqa: BLE001 - discord.py must live, whatever an event does to us
            self.failed(event, error)

    def lost(self) -> None:
        """The connection is gone; said once until it is back."""
        self.connection.lost()

    async def may(
        self, interaction: discord.Interaction[Any], control: str, guild: int | None = None
    ) -> bool:
        """Whether somebody may use a button or a form now, whoever its message was for."""
        if is_foreign(self, interaction):
            await self.desk.turn_away(interaction)
            return False
        return await self.desk.admit(interaction, control, guild) is not None

    async def close(self) -> None:
        """Leave Discord; the engine is somebody else's to stop."""
        for task in self._turning_away:
            task.cancel()
        self.desk.refusals.close()
        await self.connection.close()
        await super().close()

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._turning_away.add(task)
        task.add_done_callback(self._turning_away.discard)

    async def _room(self) -> None:
        await self.desk.engine.room()

    def failed(self, event: str, error: Exception) -> None:
        """Count an event that was lost by a fault of ours, and say so."""
        self.desk.failed_events += 1
        if self.desk.failed_events <= _LOUD_FAILURES:
            _log.error("event.failed", event_name=event, error=type(error).__name__, exc_info=error)
