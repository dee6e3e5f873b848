"""Voice: who comes, goes and moves. Whether somebody else moved or threw them out Discord does not tell here.

Who mutes themselves, shares a screen or switches a camera on is no news; that is most of what comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.people import account_age_days, member_age_hours, told
from engine.signal import Signal

JOIN: Final = "discord.voice.join"
LEAVE: Final = "discord.voice.leave"
MOVE: Final = "discord.voice.move"
TWIN_UPDATE: Final = "discord.gateway.voice.update"


def voice_state_update(
    context: Context, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
) -> Iterator[Signal]:
    """Who joins is the `actor`; who leaves or moves is the `target`: it may be a moderator's doing."""
    was, now = before.channel, after.channel
    if was is None and now is not None:
        signal = _signal(context, JOIN, member, now)
        signal.actor = member.id
        yield signal
    elif was is not None and now is None:
        signal = _signal(context, LEAVE, member, was)
        signal.target = member.id
        yield signal
    elif was is not None and now is not None and was.id != now.id:
        signal = _signal(context, MOVE, member, now)
        signal.target = member.id
        signal.data["from_channel"] = was.id
        yield signal
    if before.mute != after.mute or before.deaf != after.deaf:
        signal = _signal(context, TWIN_UPDATE, member, now or was)
        signal.target = member.id
        signal.data |= {"muted": after.mute, "deafened": after.deaf}
        yield signal


def _signal(context: Context, type_: str, member: discord.Member, channel: Any) -> Signal:
    now = context.clock()
    data = {
        "account_age_days": account_age_days(member.id, now),
        "is_bot": member.bot,
        "member_age_hours": member_age_hours(member, now),
        "self": True if member.id == context.own_id else None,
    }
    return Signal(
        f"voice:{member.guild.id}:{member.id}:{context.stamp()}",
        type_,
        now,
        guild=member.guild.id,
        channel=getattr(channel, "id", None),
        data=told(data),
        text=told({"channel_name": getattr(channel, "name", None), "member_name": member.display_name}),
    )
