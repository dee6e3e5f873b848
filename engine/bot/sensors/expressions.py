"""Emojis and stickers as the gateway tells of them: all of a server before and after a change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.people import told
from engine.signal import Signal

TWIN_EMOJI: Final = "discord.gateway.emoji.update"
TWIN_STICKER: Final = "discord.gateway.sticker.update"

_Expression = discord.Emoji | discord.GuildSticker


def emojis_update(
    context: Context, guild: discord.Guild, before: Sequence[discord.Emoji], after: Sequence[discord.Emoji]
) -> Signal | None:
    """Which emojis came, went or have another name."""
    return _signal(context, TWIN_EMOJI, guild, before, after)


def stickers_update(
    context: Context,
    guild: discord.Guild,
    before: Sequence[discord.GuildSticker],
    after: Sequence[discord.GuildSticker],
) -> Signal | None:
    """Which stickers came, went or have another name."""
    return _signal(context, TWIN_STICKER, guild, before, after)


def _signal(
    context: Context,
    type_: str,
    guild: discord.Guild,
    before: Sequence[_Expression],
    after: Sequence[_Expression],
) -> Signal | None:
    had, has = {each.id: each.name for each in before}, {each.id: each.name for each in after}
    data = told(
        {
            "added": sorted(has.keys() - had.keys()),
            "removed": sorted(had.keys() - has.keys()),
            "renamed": sorted(id_ for id_ in has.keys() & had.keys() if has[id_] != had[id_]),
        }
    )
    if not data:
        return None
    id_ = f"{type_.split('.')[2]}:{guild.id}:{context.stamp()}"
    return Signal(id_, type_, context.clock(), guild=guild.id, data=data)
