"""Someone is no longer a member: gone, kicked or banned. Only the audit log tells which."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.permissions import is_staff
from engine.bot.sensors.context import Context
from engine.bot.sensors.people import account_age_days, member_age_hours, told
from engine.instants import posix_ms
from engine.signal import Signal

LEAVE: Final = "discord.member.leave"


def member_leave(context: Context, event: discord.RawMemberRemoveEvent) -> Signal:
    """Who left is the `target`. A membership ends once: the moment it began names the event, where known."""
    person, now = event.user, context.clock()
    signal = Signal(
        id="",
        type=LEAVE,
        time=now,
        guild=event.guild_id,
        target=person.id,
        data={"account_age_days": account_age_days(person.id, now), "is_bot": person.bot},
        text={"target_name": person.display_name, "username": person.name},
    )
    begun = context.stamp()
    if isinstance(person, discord.Member):
        signal.data |= told({"roles": [role.id for role in person.roles if not role.is_default()]})
        signal.data["was_staff"] = is_staff(person.roles)
        if person.joined_at is not None:
            begun = str(posix_ms(person.joined_at))
            signal.data["member_age_hours"] = member_age_hours(person, now)
    signal.id = f"leave:{event.guild_id}:{person.id}:{begun}"
    return signal
