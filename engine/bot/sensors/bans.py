"""Bans and their lifting as the gateway tells them, without actor and reason. The audit log knows more."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.people import Person
from engine.signal import Signal

TWIN_BAN: Final = "discord.gateway.member.ban"
TWIN_UNBAN: Final = "discord.gateway.member.unban"


def ban(context: Context, guild: discord.Guild, person: Person) -> Signal:
    """Someone was banned."""
    return _signal(context, TWIN_BAN, guild, person)


def unban(context: Context, guild: discord.Guild, person: Person) -> Signal:
    """A ban was lifted."""
    return _signal(context, TWIN_UNBAN, guild, person)


def _signal(context: Context, type_: str, guild: discord.Guild, person: Person) -> Signal:
    return Signal(
        id=f"{type_.rpartition('.')[2]}:{guild.id}:{person.id}:{context.stamp()}",
        type=type_,
        time=context.clock(),
        guild=guild.id,
        target=person.id,
        data={"target_is_bot": person.bot},
        text={"target_name": person.display_name},
    )
