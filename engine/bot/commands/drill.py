"""`/drill`: a marked test alert, by the way of every real one: does it arrive, and does a phone ring?"""

from __future__ import annotations

import discord
from discord import app_commands

from engine.bot.desk import desk_of, guild_of, say
from engine.bot.drilling import drill as call
from engine.bot.sentences import said
from engine.bot.views.drill import drill as card


@app_commands.command(description=said("command.drill"))
@app_commands.guild_only()
async def drill(interaction: discord.Interaction[discord.Client]) -> None:
    """Waits until Discord has it, or says why not."""
    desk = desk_of(interaction)
    guild = guild_of(interaction).id
    drilled = await call(
        desk.engine, desk.reader, guild, call=interaction.id, by=interaction.user.id, now=desk.clock()
    )
    await say(interaction, card(drilled))
