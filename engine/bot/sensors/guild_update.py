"""The server's settings as the gateway tells of them, without the actor. The audit log knows more."""

from __future__ import annotations

from typing import Any, Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.people import told
from engine.bot.sensors.staff import guild_seen_anew
from engine.signal import Signal

TWIN_UPDATE: Final = "discord.gateway.guild.update"

SAFETY: Final = ("verification_level", "mfa_level", "explicit_content_filter")
"""The higher, the safer, in discord.py's names."""
_WATCHED: Final = (
    "name",
    "icon",
    "owner_id",
    "vanity_url_code",
    "system_channel",
    "default_notifications",
    *SAFETY,
)


def guild_update(context: Context, before: discord.Guild, after: discord.Guild) -> Signal | None:
    """A setting that is watched is another now; None for anything else."""
    guild_seen_anew(context, after)
    changed = [name for name in _WATCHED if getattr(before, name) != getattr(after, name)]
    if not changed:
        return None
    text = {"guild_name": after.name, "name_before": before.name} if "name" in changed else {}
    return Signal(
        f"guild:{after.id}:update:{context.stamp()}",
        TWIN_UPDATE,
        context.clock(),
        guild=after.id,
        target=after.id,
        data=told({"changed": changed, "lowered": lowered(before, after)}),
        text=text or None,
    )


def lowered(before: object, after: object) -> list[str]:
    """Names of the settings that protect less than before; what is not told is not lowered."""
    return [name for name in SAFETY if _rank(getattr(after, name, None)) < _rank(getattr(before, name, None))]


def _rank(level: Any) -> int:
    """Its place in the order; 0 where it is not told."""
    rank = getattr(level, "value", level)
    return rank if isinstance(rank, int) else 0
