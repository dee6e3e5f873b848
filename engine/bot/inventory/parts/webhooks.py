"""The webhooks of each channel. Their addresses are secrets, and are not kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord

from engine.bot.inventory.part import Asked, Difference, Looked, digest


class Webhooks(Asked):
    """Asked for. The gateway says no more of a change than in which channel it was; so does this."""

    name = "webhooks"

    def allowed(self, guild: discord.Guild) -> bool:
        """With the permission to manage webhooks."""
        return guild.me.guild_permissions.manage_webhooks

    async def ask(self, guild: discord.Guild) -> Looked | None:
        """Which channel each writes to, and whether its name is another."""
        return Looked(
            {each.id: [each.channel_id, digest(each.name or "")] for each in await guild.webhooks()}
        )

    def differences(self, before: Any, now: Looked, guild: discord.Guild) -> Iterator[Difference]:
        """The channels in which one came, went or changed."""
        changed = [
            webhook[0]
            for id_ in before.keys() | now.what.keys()
            if before.get(id_) != now.what.get(id_)
            for webhook in (before.get(id_), now.what.get(id_))
            if webhook is not None
        ]
        for id_ in dict.fromkeys(changed):
            channel = guild.get_channel(id_ or 0)
            if channel is not None:
                yield Difference("webhooks_update", (channel,), channel.id)
