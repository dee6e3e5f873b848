"""The command tree: checks who asks before anything runs, answers in time, says so when a command fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.utils import MISSING

from engine.bot.access import needed
from engine.bot.commands import COMMANDS
from engine.bot.desk import defer, desk_of, say
from engine.bot.views.refusal import fault

_Command = app_commands.Command[Any, Any, Any] | app_commands.ContextMenu | app_commands.Group
_Place = discord.abc.Snowflake | None
_Places = Sequence[discord.abc.Snowflake]
_log = structlog.get_logger()


class Tree(app_commands.CommandTree[discord.Client]):
    """Holds every command of the registry."""

    def __init__(self, client: discord.Client) -> None:
        super().__init__(client)
        for command in COMMANDS:
            self.add_command(command)

    def add_command(
        self,
        command: _Command,
        /,
        *,
        guild: _Place = MISSING,
        guilds: _Places = MISSING,
        override: bool = False,
    ) -> None:
        """Register a command, if the table of access says who may use it. Raises `Undeclared`."""
        for each in command.walk_commands() if isinstance(command, app_commands.Group) else (command,):
            if not isinstance(each, app_commands.Group):
                needed(f"/{each.qualified_name}")
        super().add_command(command, guild=guild, guilds=guilds, override=override)

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Whether the one who asks may; Discord's own command permissions can be overridden, this cannot.

        Defers at once, so that what takes longer than three seconds under a flood is still answered.
        """
        command = interaction.command
        name = "/" + (command.qualified_name if command is not None else _named(interaction))
        if await desk_of(interaction).admit(interaction, name) is None:
            return False
        if interaction.type is discord.InteractionType.application_command:
            await defer(interaction)
        return True

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        """One line for the one who asked; the fault in the log."""
        cause = getattr(error, "original", error)
        _log.error("command.failed", error=type(cause).__name__, exc_info=cause)
        await say(interaction, fault())


def _named(interaction: discord.Interaction[Any]) -> str:
    data: Any = interaction.data
    return str(data.get("name", "?")) if data else "?"
