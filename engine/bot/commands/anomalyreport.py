"""`/anomalyreport`: what was far from usual, by system and method, how rare, and what people said of it."""

from __future__ import annotations

import discord
from discord import app_commands

from engine.bot.anomalies import Asked, Unknown, report, systems_of
from engine.bot.charts.canvas import drawn, zone_of
from engine.bot.commands.choices import choices
from engine.bot.desk import desk_of, guild_of, say
from engine.bot.in_force import settings_of
from engine.bot.picturing import anomalies as picture
from engine.bot.sentences import said
from engine.bot.views.anomalies import report as card
from engine.bot.views.anomalies import unknown


@app_commands.command(description=said("command.anomalyreport"))
@app_commands.describe(hours=said("command.threat_hours"), system=said("command.anomaly_system"))
@app_commands.guild_only()
async def anomalyreport(
    interaction: discord.Interaction[discord.Client],
    hours: app_commands.Range[int, 1, 720] = 24,
    system: str | None = None,
) -> None:
    """Reads the loop's state, and draws in a thread."""
    desk, guild = desk_of(interaction), guild_of(interaction).id
    found = report(desk.engine.core, Asked(guild, desk.clock(), hours, system))
    if isinstance(found, Unknown):
        await say(interaction, unknown(found))
        return
    files = []
    if found.alerts:
        zone = zone_of(settings_of(desk.engine.program, guild).zone)
        files = [(await drawn(lambda: picture(found, zone))).file()]
    await say(interaction, card(found), files)


@anomalyreport.autocomplete("system")
async def _systems(
    interaction: discord.Interaction[discord.Client], typed: str
) -> list[app_commands.Choice[str]]:
    return choices(typed, systems_of(desk_of(interaction).engine.core, guild_of(interaction).id))
