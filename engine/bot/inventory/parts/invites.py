"""The invitations, by their codes."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import discord

from engine.bot.inventory.part import Asked, Difference, Looked


class Invites(Asked):
    """Asked for."""

    name = "invites"

    def allowed(self, guild: discord.Guild) -> bool:
        """With the permission to manage the server."""
        return guild.me.guild_permissions.manage_guild

    async def ask(self, guild: discord.Guild) -> Looked | None:
        """All of them, with the channel that each leads to."""
        invites = {each.code: each for each in await guild.invites()}
        channels = {code: getattr(each.channel, "id", None) for code, each in invites.items()}
        return Looked(channels, invites)

    def differences(self, before: Any, now: Looked, guild: discord.Guild) -> Iterator[Difference]:
        """Those made, and those gone: deleted, used up or run out."""
        for code, invite in now.things.items():
            if code not in before:
                yield Difference("invite_create", (invite,), code, is_once=True)
        for code in before.keys() - now.things.keys():
            gone = SimpleNamespace(code=code, guild=guild, channel=discord.Object(before[code] or 0))
            yield Difference("invite_delete", (gone,), code, is_once=True)
