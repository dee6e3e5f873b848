"""`/setup`: three questions, and this server is set up."""

from __future__ import annotations

import discord
from discord import app_commands

from engine.bot.desk import desk_of, guild_of, say
from engine.bot.in_force import settings_of
from engine.bot.sentences import said
from engine.bot.views.draft import no_folder
from engine.bot.views.setup import button
from engine.bot.views.setup import setup as card


@app_commands.command(description=said("command.setup"))
@app_commands.guild_only()
async def setup(interaction: discord.Interaction[discord.Client]) -> None:
    """Shows what holds now, and a button to the form."""
    desk = desk_of(interaction)
    if desk.editing is None:
        await say(interaction, no_folder())
        return
    now = settings_of(desk.engine.program, guild_of(interaction).id)
    await say(interaction, card(now), view=button())
