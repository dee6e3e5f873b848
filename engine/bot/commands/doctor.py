"""`/doctor`: tests every rule, the channels of the alerts and the bot's own place in this server."""

from __future__ import annotations

import discord
from discord import app_commands

from engine.bot.desk import desk_of, guild_of, say
from engine.bot.doctor import examine, facts_of
from engine.bot.doctor.examine import works
from engine.bot.sentences import said
from engine.bot.views.doctor import doctor as card


@app_commands.command(description=said("command.doctor"))
@app_commands.guild_only()
async def doctor(interaction: discord.Interaction[discord.Client]) -> None:
    """All of it is looked up in the cache: nothing is sent, nobody is pinged."""
    desk = desk_of(interaction)
    facts = facts_of(guild_of(interaction), desk.engine, interaction.client.intents)
    await say(interaction, card(examine(facts), works=works(facts), rules=len(facts.rules)))
