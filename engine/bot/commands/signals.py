"""`/signals`: what was seen in this server, newest first."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands

from engine.bot.commands.choices import choices
from engine.bot.desk import desk_of, guild_of, say
from engine.bot.sentences import said
from engine.bot.views.signals import MOST_COUNTED
from engine.bot.views.signals import signals as card
from engine.instants import HOUR_MS
from engine.signal import SignalType


@app_commands.command(description=said("command.signals"))
@app_commands.describe(type=said("command.signals_type"), hours=said("command.signals_hours"))
@app_commands.guild_only()
async def signals(
    interaction: discord.Interaction[discord.Client],
    type: str | None = None,  # noqa: A002 - the option's name is what people type
    hours: app_commands.Range[int, 1, 720] = 24,
) -> None:
    """Lists signals of this server alone."""
    desk = desk_of(interaction)
    wanted = (type.strip().rstrip(".*>").rstrip(".") if type else "") or None
    since = desk.clock() - hours * HOUR_MS
    rows = await asyncio.to_thread(
        desk.reader.signals, guild_of(interaction).id, type_=wanted, since=since, limit=MOST_COUNTED
    )
    await say(interaction, card(rows, wanted, hours))


@signals.autocomplete("type")
async def _types(
    interaction: discord.Interaction[discord.Client], typed: str
) -> list[app_commands.Choice[str]]:
    known = {*desk_of(interaction).types, *(each.value for each in SignalType)}
    return choices(typed, known)
