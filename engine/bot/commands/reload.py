"""`/reload`: look at the files of the rules now, and say what came of it."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands

from engine.bot.desk import desk_of, guild_of, say
from engine.bot.raising import foresee
from engine.bot.reloaded import seen_in
from engine.bot.sentences import said
from engine.bot.views.reload import reload as card


@app_commands.command(description=said("command.reload"))
@app_commands.guild_only()
async def reload(interaction: discord.Interaction[discord.Client]) -> None:
    """The look and all that follows from it happen beside the loop; the answer waits for them."""
    desk, guild = desk_of(interaction), guild_of(interaction)
    attempt = desk.attempt if desk.reloading is None else await desk.reloading.now()
    is_operator = interaction.user.id in desk.operators()
    seen = seen_in(attempt, desk.engine.program, guild.id, is_operator=is_operator)
    rising = attempt.raised.get(guild.id)
    raised = await asyncio.to_thread(foresee, desk.reader, guild.id, rising, desk.clock()) if rising else None
    await say(interaction, card(seen, raised))
