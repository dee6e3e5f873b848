"""The bans: whose they are. Discord gives a thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import discord

from engine.bot.inventory.part import Asked, Difference, Looked, nobody

MOST: Final = 5_000
"""Of a server with more no inventory is made."""


class Bans(Asked):
    """Asked for; the gateway tells what is new alone."""

    name = "bans"

    def allowed(self, guild: discord.Guild) -> bool:
        """With the permission to ban."""
        return guild.me.guild_permissions.ban_members

    async def ask(self, guild: discord.Guild) -> Looked | None:
        """All of them, or None where there are too many."""
        users = {each.user.id: each.user async for each in guild.bans(limit=MOST + 1)}
        return None if len(users) > MOST else Looked(sorted(users), users)

    def differences(self, before: Any, now: Looked, guild: discord.Guild) -> Iterator[Difference]:
        """Who was banned, and whose ban was lifted."""
        for id_ in now.things.keys() - before:
            yield Difference("member_ban", (guild, now.things[id_]), id_)
        for id_ in set(before) - now.things.keys():
            yield Difference("member_unban", (guild, nobody(guild, id_)), id_)
