"""The client: every event that discord.py dispatches becomes signals in the same call, in order, no task.

Nothing of ours may raise into discord.py, which dies of it. Knows the engine as one door.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import discord
import structlog

from engine.bot.backfill import BackFill, NoBackFill
from engine.bot.commands.explain import answer
from engine.bot.commands.sync import sync
from engine.bot.commands.tree import Tree
from engine.bot.desk import Desk, say
from engine.bot.discord_clock import DiscordClock
from engine.bot.sensors import Context, sense
from engine.bot.views.refusal import fault
from engine.bot.views.why import Why

_log = structlog.get_logger()
_LONGEST_RATELIMIT_S: Final = 30.0
_CONNECTION: Final = frozenset({"disconnect", "ready", "resumed"})
_LOUD_FAILURES: Final = 20
"""After so many failed events only the count goes on."""


def intents() -> discord.Intents:
    """What the sensors need. Members and message content are privileged: see Discord's portal."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.members = wanted.moderation = True
    wanted.guild_messages = wanted.message_content = wanted.guild_reactions = True
    wanted.voice_states = wanted.invites = wanted.webhooks = wanted.integrations = True
    wanted.expressions = wanted.guild_scheduled_events = wanted.auto_moderation_execution = True
    return wanted


class TocsinClient(discord.Client):
    """One a process. `begin` starts the engine once Discord knows us; who makes the client sets `desk`."""

    desk: Desk

    def __init__(
        self,
        *,
        begin: Callable[[], Awaitable[None]],
        clock: DiscordClock,
        told: Path,
        backfill: BackFill | None = None,
    ) -> None:
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=_LONGEST_RATELIMIT_S,
            http_trace=clock.trace(),
        )
        self.tree = Tree(self)
        self._context = Context(None, clock)
        self._begin = begin
        self._told = told
        self._backfill = backfill or NoBackFill()
        self._begun = False
        self._filling: asyncio.Task[None] | None = None
        self._blind = False
        self._owes_backfill = False

    async def setup_hook(self) -> None:
        """Between login and the first event: messages can be sent already, so the outbox may go on."""
        self._context.own_id = None if self.user is None else self.user.id
        self.add_dynamic_items(Why)
        if not self._begun:  # a login that is tried again comes here again
            self._begun = True
            await self._begin()
        await sync(self.tree, self._told)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Take an event in. discord.py's own listeners are not used: no task is made for it."""
        del kwargs
        try:
            if event in _CONNECTION:
                self._follow(event)
            for signal in sense(event, args, self._context):
                self.desk.engine.ingest(signal)
        except Exception as error:  # noqa: BLE001 - discord.py must live, whatever an event does to us
            self._failed(event, error)

    def lost(self) -> None:
        """The connection is gone; said once until it is back."""
        if self._filling is not None:
            self._filling.cancel()
            self._filling = None
        if not self._blind:
            self._blind = True
            self.desk.engine.gap_begins()

    async def answer_why(self, interaction: discord.Interaction[Any], signal: str) -> None:
        """A click on [Why?]: who clicks is checked now, whoever the message was for."""
        asker = await self.desk.admit(interaction, "Why?")
        if asker is None:
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            card = await answer(self.desk, asker.guild.id, signal)
        except Exception as error:  # noqa: BLE001 - who clicked is told, whatever went wrong
            _log.error("why.failed", error=type(error).__name__, exc_info=error)
            card = fault()
        await say(interaction, card)

    async def close(self) -> None:
        """Leave Discord; the engine is somebody else's to stop."""
        if self._filling is not None:
            self._filling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._filling
        await super().close()

    def _follow(self, event: str) -> None:
        """Keep track of the connection: RESUMED missed nothing, a new READY may have."""
        if event == "disconnect":
            self.lost()
        elif event == "ready":
            _log.info("gateway.ready", guilds=len(self.guilds))
            self._owes_backfill = True
            self._catch_up()
        elif event == "resumed":
            self._catch_up()

    def _catch_up(self) -> None:
        if self._filling is not None:
            self._filling.cancel()
        self._filling = asyncio.get_running_loop().create_task(self._fill())

    async def _fill(self) -> None:
        if self._owes_backfill:
            try:
                await self._backfill(self)
            except Exception as error:  # noqa: BLE001 - a gap ends with what could be found
                _log.error("backfill.failed", error=type(error).__name__, exc_info=error)
        self._owes_backfill = self._blind = False
        self._filling = None
        if self.desk.engine.status().in_gap:
            self.desk.engine.gap_over()

    def _failed(self, event: str, error: Exception) -> None:
        self.desk.failed_events += 1
        if self.desk.failed_events <= _LOUD_FAILURES:
            _log.error("event.failed", event_name=event, error=type(error).__name__, exc_info=error)
