"""Which roles of a guild make staff: asked for every message, worked out once, forgotten on a change."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.permissions import STAFF
from engine.bot.sensors.context import Context

_STAFF_BITS: Final = discord.Permissions(**dict.fromkeys(STAFF, True)).value


def staff_roles(context: Context, guild: discord.Guild) -> frozenset[int]:
    """Ids of the roles with moderation permissions; that of everyone counts as one if it has them."""
    known = context.staff_roles.get(guild.id)
    if known is None:
        known = frozenset(role.id for role in guild.roles if role.permissions.value & _STAFF_BITS)
        context.staff_roles[guild.id] = known
    return known


def guild_seen_anew(context: Context, guild: discord.Guild) -> None:
    """Discord told all of a guild, or that it is gone: its roles may be others."""
    context.staff_roles.pop(guild.id, None)


def guild_told(context: Context, guild: discord.Guild) -> None:
    """The same, and its roles stand as they stand."""
    guild_seen_anew(context, guild)
    context.hierarchy.forget(guild.id)
