"""`/baselineinfo`: what is usual here, from how much evidence, and what still learns."""

from __future__ import annotations

import discord
from discord import app_commands

from engine.bot.anomalies import Asked, Unknown, names_of
from engine.bot.anomalies import overview as look_up
from engine.bot.commands.choices import choices
from engine.bot.desk import desk_of, guild_of, say
from engine.bot.sentences import said
from engine.bot.views.anomalies import unknown
from engine.bot.views.baselines import detail, overview, unseen


@app_commands.command(description=said("command.baselineinfo"))
@app_commands.describe(system=said("command.baseline_system"))
@app_commands.guild_only()
async def baselineinfo(interaction: discord.Interaction[discord.Client], system: str | None = None) -> None:
    """Reads the loop's state."""
    desk, guild = desk_of(interaction), guild_of(interaction).id
    asked = Asked(guild, desk.clock(), system=system)
    found = look_up(desk.engine.core, asked)
    if isinstance(found, Unknown):
        await say(interaction, unknown(found))
    elif system and len(found.watched) == 1:
        await say(interaction, detail(found.watched[0], asked.now))
    elif system and not found.watched and len(found.unseen) == 1:
        await say(interaction, unseen(found.unseen[0]))
    else:
        await say(interaction, overview(found))


@baselineinfo.autocomplete("system")
async def _names(
    interaction: discord.Interaction[discord.Client], typed: str
) -> list[app_commands.Choice[str]]:
    return choices(typed, names_of(desk_of(interaction).engine.core, guild_of(interaction).id))
