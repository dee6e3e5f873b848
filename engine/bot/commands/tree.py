"""The command tree: checks who asks before anything runs, answers in time, says so when a command fails."""

from __future__ import annotations

from typing import Any

import discord
import structlog
from discord import app_commands

from engine.bot.commands import COMMANDS
from engine.bot.desk import desk_of, say
from engine.bot.views.refusal import fault

_log = structlog.get_logger()


class Tree(app_commands.CommandTree[discord.Client]):
    """Holds every command of the registry."""

    def __init__(self, client: discord.Client) -> None:
        super().__init__(client)
        for command in COMMANDS:
            self.add_command(command)

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Whether the one who asks may; Discord's own command permissions can be overridden, this cannot.

        Defers at once, so that what takes longer than three seconds under a flood is still answered.
        """
        command = interaction.command
        name = "/" + (command.qualified_name if command is not None else _named(interaction))
        if await desk_of(interaction).admit(interaction, name) is None:
            return False
        if interaction.type is discord.InteractionType.application_command:
            await interaction.response.defer(ephemeral=True, thinking=True)
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
