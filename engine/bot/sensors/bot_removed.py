"""The bot is no longer in a guild. Nothing that happens there reaches it from now on, not even who did it."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.staff import guild_told
from engine.signal import Signal

REMOVED: Final = "discord.bot.removed"


def bot_removed(context: Context, guild: discord.Guild) -> Signal:
    """Kicked, banned, or the guild was deleted: Discord does not tell which."""
    guild_told(context, guild)
    id_ = f"bot_removed:{guild.id}:{context.stamp()}"
    return Signal(id_, REMOVED, context.clock(), guild=guild.id, target=context.own_id)
