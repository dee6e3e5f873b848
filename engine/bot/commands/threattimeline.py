"""`/threattimeline`: the course of a threat score, with the moments at which something was done about it."""

from __future__ import annotations

import asyncio
from typing import Final

import discord
from discord import app_commands

from engine.bot.charts.canvas import drawn, zone_of
from engine.bot.charts.scores import Mark, Words
from engine.bot.charts.scores import timeline as chart
from engine.bot.desk import desk_of, guild_of, say
from engine.bot.in_force import settings_of
from engine.bot.sentences import said, words
from engine.bot.threat import Asked, systems_of, timeline
from engine.bot.views.text import visible
from engine.bot.views.threat import MARKS, timeline_alt
from engine.bot.views.threat import timeline as card

_MOST_CHOICES: Final = 25
_LONGEST: Final = 80


@app_commands.command(description=said("command.threattimeline"))
@app_commands.describe(system=said("command.threat_system"), hours=said("command.threat_hours"))
@app_commands.guild_only()
async def threattimeline(
    interaction: discord.Interaction[discord.Client],
    system: str | None = None,
    hours: app_commands.Range[int, 1, 720] = 24,
) -> None:
    """Reads the store and draws in threads."""
    desk, guild = desk_of(interaction), guild_of(interaction).id
    wanted = visible(system)[:_LONGEST] if system else None
    asked = Asked(guild, desk.clock(), hours, wanted or None)
    found = await asyncio.to_thread(timeline, desk.reader, asked)
    zone = zone_of(settings_of(desk.engine.program, guild).zone)
    kinds = words("threat.mark")
    marks = [Mark(each.at, kinds[MARKS[each.type]]) for each in found.events if each.type in MARKS]
    title = said("threat.chart_of", of=wanted, hours=hours) if wanted else said("threat.chart", hours=hours)
    picture = await drawn(lambda: chart(Words(title, timeline_alt(found)), found.course, marks, zone))
    await say(interaction, card(found), [picture.file()])


@threattimeline.autocomplete("system")
async def _systems(
    interaction: discord.Interaction[discord.Client], typed: str
) -> list[app_commands.Choice[str]]:
    known = systems_of(desk_of(interaction).engine.core, guild_of(interaction).id)
    names = [name for name in known if typed.casefold() in name.casefold()]
    return [app_commands.Choice(name=name, value=name) for name in names[:_MOST_CHOICES]]
