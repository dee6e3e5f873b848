"""Threads as the gateway tells of them. The audit log says who changed or deleted one."""

from __future__ import annotations

from typing import Any, Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.people import told
from engine.instants import made_ms
from engine.signal import Signal

TWIN_CREATE: Final = "discord.gateway.thread.create"
TWIN_UPDATE: Final = "discord.gateway.thread.update"
TWIN_DELETE: Final = "discord.gateway.thread.delete"

_WATCHED: Final = ("name", "archived", "locked", "invitable", "slowmode_delay", "auto_archive_duration")


def thread_create(context: Context, thread: discord.Thread) -> Signal:
    """A new thread. A thread is made, and goes, once: its id names the event."""
    made = min(made_ms(thread.id), context.clock())
    signal = _signal(TWIN_CREATE, thread, f"thread:{thread.id}:create", made)
    signal.actor = thread.owner_id
    if thread.owner is not None:
        signal.data["actor_is_bot"] = thread.owner.bot
    if thread.owner_id == context.own_id:
        signal.data["self"] = True
    return signal


def thread_update(context: Context, before: discord.Thread, after: discord.Thread) -> Signal | None:
    """A thread changed in something that is watched; also one that closed by itself."""
    changed = [name for name in _WATCHED if getattr(before, name) != getattr(after, name)]
    if not changed:
        return None
    id_ = f"thread:{after.id}:update:{context.stamp()}"
    signal = _signal(TWIN_UPDATE, after, id_, context.clock())
    signal.data |= {"changed": changed, "archived": after.archived, "locked": after.locked}
    if before.name != after.name and signal.text is not None:
        signal.text["name_before"] = before.name
    return signal


def thread_delete(context: Context, event: discord.RawThreadDeleteEvent) -> Signal:
    """A thread is gone, also with the channel that it was in; its name is known where it was open."""
    data: dict[str, Any] = {"channel_type": event.thread_type.name}
    return Signal(
        f"thread:{event.thread_id}:delete",
        TWIN_DELETE,
        context.clock(),
        guild=event.guild_id,
        channel=event.parent_id,
        target=event.thread_id,
        data=data,
        text=told({"thread_name": getattr(event.thread, "name", None)}) or None,
    )


def _signal(type_: str, thread: discord.Thread, id_: str, time: int) -> Signal:
    return Signal(
        id_,
        type_,
        time,
        guild=thread.guild.id,
        channel=thread.parent_id,
        target=thread.id,
        data={"channel_type": thread.type.name},
        text={"thread_name": thread.name},
    )
