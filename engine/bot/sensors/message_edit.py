"""An edited message: what it says now, and before where that is still in the cache."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.message import describe
from engine.instants import posix_ms
from engine.signal import Signal

EDIT: Final = "discord.message.edit"
STALE_MS: Final = 15 * 60 * 1000
"""An older edit is not what happened now: the door may have forgotten it, and would count it again."""


def message_edit(context: Context, event: discord.RawMessageUpdateEvent) -> Signal | None:
    """An edit by the author. None when Discord changed the message: a preview, a pin, a thread."""
    message, before = event.message, event.cached_message
    edited_at = message.edited_at
    if edited_at is None or (before is not None and before.edited_at == edited_at):
        return None
    edited = posix_ms(edited_at)
    if edited < context.clock() - STALE_MS:
        return None
    signal = describe(context, message, EDIT, f"message:{message.id}:edit:{edited}")
    if signal is None or signal.text is None:
        return signal
    signal.data["edited_after_seconds"] = max(edited - signal.time, 0) // 1000
    signal.time = edited
    if before is not None:
        signal.data["content_changed"] = before.content != message.content
        signal.text["content_before"] = before.content
    return signal
