"""The channels, and who may do what in each."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final

import discord

from engine.bot.inventory.part import Cached, Difference, Looked

_ROLE: Final = 0
_MEMBER: Final = 1


class Channels(Cached):
    """Positions are left out: one new channel moves all that come after it."""

    name = "channels"

    def glance(self, guild: discord.Guild) -> Looked | None:
        """All of them, with their overwrites; no threads."""
        return Looked(
            {each.id: _kept(each) for each in guild.channels}, {each.id: each for each in guild.channels}
        )

    def differences(self, before: Any, now: Looked, guild: discord.Guild) -> Iterator[Difference]:
        """Those made, those gone, those that are other than they were."""
        for id_, channel in now.things.items():
            if id_ not in before:
                yield Difference("guild_channel_create", (channel,), id_, is_once=True)
            elif before[id_] != now.what[id_]:
                yield Difference("guild_channel_update", (_before(channel, before[id_]), channel), id_)
        for id_ in before.keys() - now.things.keys():
            gone = _gone(guild, id_, before[id_])
            if gone is not None:
                yield Difference("guild_channel_delete", (gone,), id_, is_once=True)


def _kept(channel: discord.abc.GuildChannel) -> list[Any]:
    overwrites = [[each.id, each.type, each.allow, each.deny] for each in channel._overwrites]  # noqa: SLF001
    return [
        channel.name, channel.type.value, channel.category_id, getattr(channel, "nsfw", None),
        getattr(channel, "slowmode_delay", None), sorted(overwrites),
    ]  # fmt: skip


def _before(channel: discord.abc.GuildChannel, kept: list[Any]) -> Any:
    """The channel as it was."""
    was: Any = copy.copy(channel)
    was.name, _, was.category_id, nsfw, slowmode, overwrites = kept
    for name, value in (("nsfw", nsfw), ("slowmode_delay", slowmode)):
        if value is not None and hasattr(was, name):
            setattr(was, name, value)
    was._overwrites = [discord.abc._Overwrites(_raw(each)) for each in overwrites]  # noqa: SLF001
    return was


def _gone(guild: discord.Guild, id_: int, kept: list[Any]) -> Any:
    """The channel that is no more; None for a kind that discord.py does not know."""
    name, type_, category, nsfw, slowmode, overwrites = kept
    factory, _ = discord.channel._guild_channel_factory(type_)  # noqa: SLF001
    if factory is None:
        return None
    data: Any = {
        "id": str(id_), "type": type_, "name": name, "position": 0, "nsfw": bool(nsfw),
        "parent_id": None if category is None else str(category), "rate_limit_per_user": slowmode or 0,
        "permission_overwrites": [_raw(each) for each in overwrites], "bitrate": 0, "user_limit": 0,
        "available_tags": [],
    }  # fmt: skip
    return factory(guild=guild, state=guild._state, data=data)  # noqa: SLF001


def _raw(overwrite: list[int]) -> Any:
    id_, type_, allow, deny = overwrite
    return {"id": str(id_), "type": type_, "allow": str(allow), "deny": str(deny)}
