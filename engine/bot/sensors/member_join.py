"""Someone joins a guild."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.likeness import name_shape
from engine.bot.sensors.people import account_age_days, told
from engine.instants import posix_ms
from engine.signal import Signal

JOIN: Final = "discord.member.join"


def member_join(context: Context, member: discord.Member) -> Signal:
    """Who joins is the `actor`; the moment of joining names the event, so that a snapshot finds the same."""
    joined = context.clock() if member.joined_at is None else posix_ms(member.joined_at)
    signal = Signal(
        id=f"join:{member.guild.id}:{member.id}:{joined}",
        type=JOIN,
        time=joined,
        guild=member.guild.id,
        actor=member.id,
        data={
            "account_age_days": account_age_days(member.id, joined),
            "is_bot": member.bot,
            "pending": member.pending,
            "rejoined": member.flags.did_rejoin,
            "has_avatar": member.avatar is not None,
        },
        text={"actor_name": member.display_name, "username": member.name},
    )
    if signal.text is not None:
        signal.text |= told(
            {"name_shape": name_shape(member.name), "avatar": member.avatar and member.avatar.key}
        )
    if member.guild.member_count is not None:
        signal.data["member_count"] = member.guild.member_count
    if member.id == context.own_id:
        signal.data["self"] = True
    return signal
