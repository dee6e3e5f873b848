"""Webhooks as the gateway tells of them: something about those of a channel changed, no more."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.sensors.context import Context
from engine.signal import Signal

TWIN_UPDATE: Final = "discord.gateway.webhook.update"


def webhooks_update(context: Context, channel: discord.abc.GuildChannel) -> Signal:
    """One was made, changed or deleted."""
    return Signal(
        f"webhooks:{channel.id}:{context.stamp()}",
        TWIN_UPDATE,
        context.clock(),
        guild=channel.guild.id,
        channel=channel.id,
        text={"channel_name": channel.name},
    )
