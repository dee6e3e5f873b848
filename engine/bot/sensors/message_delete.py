"""Deleted messages, one or many. Who deleted them Discord does not tell here: the audit log may."""

from __future__ import annotations

from typing import Any, Final

import discord

from engine.bot.sensors.context import Context
from engine.instants import made_ms
from engine.signal import Signal

DELETE: Final = "discord.message.delete"
BULK_DELETE: Final = "discord.message.bulk_delete"


def message_delete(context: Context, event: discord.RawMessageDeleteEvent) -> Signal | None:
    """One message is gone; its author is the `target`, where the message is still in the cache."""
    if event.guild_id is None:
        return None
    now = context.clock()
    age = max(now - made_ms(event.message_id), 0) // 1000
    signal = Signal(
        id=f"message:{event.message_id}:delete",
        type=DELETE,
        time=now,
        guild=event.guild_id,
        channel=event.channel_id,
        data={"message": event.message_id, "message_age_seconds": age},
    )
    found = event.cached_message
    if found is not None:
        signal.target = found.author.id
        signal.data["target_is_bot"] = found.author.bot
        signal.data["length"] = len(found.content)
        signal.data["attachments"] = len(found.attachments)
        signal.text = {"content": found.content, "target_name": found.author.display_name}
    return signal


def bulk_delete(context: Context, event: discord.RawBulkMessageDeleteEvent) -> Signal | None:
    """Many messages of a channel at once. A message goes only once, so the first of them names the event."""
    if event.guild_id is None or not event.message_ids:
        return None
    messages = sorted(event.message_ids)
    data: dict[str, Any] = {"count": len(messages), "messages": messages}
    authors = sorted({each.author.id for each in event.cached_messages})
    if authors:
        data["authors"] = authors
    return Signal(
        id=f"bulk_delete:{event.channel_id}:{messages[0]}:{len(messages)}",
        type=BULK_DELETE,
        time=context.clock(),
        guild=event.guild_id,
        channel=event.channel_id,
        data=data,
    )
