"""`/status`: how the bot does in this server, the worst first."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands

from engine.bot.desk import desk_of, guild_of, say
from engine.bot.health import gather, surroundings
from engine.bot.intents import review_due
from engine.bot.reloaded import attempt_in
from engine.bot.sentences import said
from engine.bot.views.status import status as card


@app_commands.command(description=said("command.status"))
@app_commands.guild_only()
async def status(interaction: discord.Interaction[discord.Client]) -> None:
    """Reads the store in a thread, so that a flood of events and a question do not wait for each other."""
    desk, guild = desk_of(interaction), guild_of(interaction)
    is_operator = interaction.user.id in desk.operators()
    around = surroundings(
        guild,
        desk.engine,
        attempt_in(desk.attempt, desk.engine.program, guild.id),
        interaction.client.intents,
        failed_events=desk.failed_events,
        now=desk.clock(),
        review=review_due(interaction.client) if is_operator else None,
        is_operator=is_operator,
    )
    await say(interaction, card(await asyncio.to_thread(gather, desk.reader, around)))
