"""Channels as the gateway tells of them, without the actor. The audit log knows more."""

from __future__ import annotations

from typing import Any, Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.people import told
from engine.instants import made_ms
from engine.signal import Signal

TWIN_CREATE: Final = "discord.gateway.channel.create"
TWIN_DELETE: Final = "discord.gateway.channel.delete"
TWIN_UPDATE: Final = "discord.gateway.channel.update"

_WATCHED: Final = ("name", "category_id", "position", "overwrites", "topic", "nsfw", "slowmode_delay")
"""What of a channel is compared; not every channel has all."""

_NEEDED: Final = ("view_channel", "send_messages", "embed_links", "read_message_history")

Channel = discord.abc.GuildChannel


def channel_create(context: Context, channel: Channel) -> Signal:
    """A new channel. A channel is made, and goes, once: its id names the event."""
    signal = _signal(context, TWIN_CREATE, channel, f"channel:{channel.id}:create", made_ms(channel.id))
    signal.time = min(signal.time, context.clock())
    return signal


def channel_delete(context: Context, channel: Channel) -> Signal:
    """A channel is gone."""
    return _signal(context, TWIN_DELETE, channel, f"channel:{channel.id}:delete", context.clock())


def channel_update(context: Context, before: Channel, after: Channel) -> Signal | None:
    """A channel changed in something that is watched; None for anything else."""
    changed = [name for name in _WATCHED if getattr(before, name, None) != getattr(after, name, None)]
    if not changed:
        return None
    id_ = f"channel:{after.id}:update:{context.stamp()}"
    signal = _signal(context, TWIN_UPDATE, after, id_, context.clock())
    signal.data["changed"] = changed
    if "overwrites" in changed:
        signal.data |= told({"self_lost": _lost(context, before, after)})
    if before.name != after.name and signal.text is not None:
        signal.text["name_before"] = before.name
    return signal


def _lost(context: Context, before: Channel, after: Channel) -> list[str]:
    """What the bot itself needs to alert there and may no longer do, by whichever overwrite."""
    me = after.guild.get_member(context.own_id or 0)
    if me is None:
        return []
    could, can = before.permissions_for(me), after.permissions_for(me)
    return [name for name in _NEEDED if getattr(could, name) and not getattr(can, name)]


def _signal(context: Context, type_: str, channel: Channel, id_: str, time: int) -> Signal:
    data: dict[str, Any] = {"channel_type": channel.type.name}
    if channel.id in context.alert_channels(channel.guild.id):
        data["alert_channel"] = True
    return Signal(
        id_,
        type_,
        time,
        guild=channel.guild.id,
        channel=channel.id,
        target=channel.id,
        data=data,
        text={"channel_name": channel.name},
    )
