"""`/threatsummary`: how bad it is in this server, how it was, who is in front and why; with a chart."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands

from engine.bot.charts.canvas import drawn, zone_of
from engine.bot.charts.scores import Words
from engine.bot.charts.scores import summary as chart
from engine.bot.desk import desk_of, guild_of, say
from engine.bot.in_force import settings_of
from engine.bot.sentences import said
from engine.bot.threat import Asked, current, summarize
from engine.bot.views.threat import summary as card
from engine.bot.views.threat import summary_alt


@app_commands.command(description=said("command.threatsummary"))
@app_commands.describe(hours=said("command.threat_hours"))
@app_commands.guild_only()
async def threatsummary(
    interaction: discord.Interaction[discord.Client], hours: app_commands.Range[int, 1, 720] = 24
) -> None:
    """Reads the store and draws in threads."""
    desk, guild = desk_of(interaction), guild_of(interaction).id
    asked = Asked(guild, desk.clock(), hours)
    scores = current(desk.engine.core, asked)
    found = await asyncio.to_thread(summarize, desk.reader, asked, scores)
    zone = zone_of(settings_of(desk.engine.program, guild).zone)
    words = Words(
        title=said("threat.chart", hours=hours),
        alt=summary_alt(found),
        now=said("threat.now"),
        before=said("threat.before", hours=hours),
    )
    picture = await drawn(lambda: chart(words, found.course, found.before, zone))
    await say(interaction, card(found), [picture.file()])
