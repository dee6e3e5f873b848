"""The bot came into a guild: told apart by discord.py from guilds that it sees again at a start."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.staff import guild_told
from engine.instants import posix_ms
from engine.signal import Signal

ADDED: Final = "discord.bot.added"


def bot_added(context: Context, guild: discord.Guild) -> Signal:
    """Whoever invited it stands in the audit log, as one more bot that was added."""
    guild_told(context, guild)
    joined = guild.me.joined_at
    time = context.clock() if joined is None else posix_ms(joined)
    return Signal(f"bot_added:{guild.id}:{time}", ADDED, time, guild=guild.id, target=context.own_id)
