"""`/baselineinfo`: what is usual here, from how much evidence, and what still learns."""

from __future__ import annotations

import discord
from discord import app_commands

from engine.bot.anomalies import Asked, Overview, Unknown, Week, names_of, week
from engine.bot.anomalies import overview as look_up
from engine.bot.charts.canvas import drawn
from engine.bot.commands.choices import choices
from engine.bot.desk import desk_of, guild_of, say
from engine.bot.picturing import week as picture
from engine.bot.sentences import said
from engine.bot.views.anomalies import unknown
from engine.bot.views.baselines import detail, overview, unseen
from engine.bot.views.card import Card


@app_commands.command(description=said("command.baselineinfo"))
@app_commands.describe(system=said("command.baseline_system"))
@app_commands.guild_only()
async def baselineinfo(interaction: discord.Interaction[discord.Client], system: str | None = None) -> None:
    """Reads the loop's state, and draws in a thread."""
    desk, guild = desk_of(interaction), guild_of(interaction).id
    asked = Asked(guild, desk.clock(), system=system)
    found = look_up(desk.engine.core, asked)
    if isinstance(found, Unknown):
        await say(interaction, unknown(found))
        return
    shown = week(found)
    files = [] if shown is None else [(await drawn(lambda: picture(shown))).file()]
    await say(interaction, _card(found, shown), files)


def _card(found: Overview, shown: Week | None) -> Card:
    """Of one, where one was asked for; else of all that were."""
    if found.asked.system and len(found.watched) == 1:
        return detail(found.watched[0], shown, found.asked.now)
    if found.asked.system and not found.watched and len(found.unseen) == 1:
        return unseen(found.unseen[0])
    return overview(found, shown)


@baselineinfo.autocomplete("system")
async def _names(
    interaction: discord.Interaction[discord.Client], typed: str
) -> list[app_commands.Choice[str]]:
    return choices(typed, names_of(desk_of(interaction).engine.core, guild_of(interaction).id))
