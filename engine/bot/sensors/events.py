"""Planned events as the gateway tells of them. Who changed or cancelled one only the audit log knows."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.people import told
from engine.instants import made_ms
from engine.signal import Signal

TWIN_CREATE: Final = "discord.gateway.event.create"
TWIN_UPDATE: Final = "discord.gateway.event.update"
TWIN_DELETE: Final = "discord.gateway.event.delete"

_WATCHED: Final = ("name", "description", "location", "channel_id", "start_time", "end_time", "status")
_LINK: Final = "://"


def event_create(context: Context, event: discord.ScheduledEvent) -> Signal:
    """A new event. It is made, and goes, once: its id names what happened."""
    signal = _signal(context, TWIN_CREATE, event, "create")
    signal.time = min(made_ms(event.id), signal.time)
    signal.actor = event.creator_id
    if event.creator_id is not None and event.creator_id == context.own_id:
        signal.data["self"] = True
    return signal


def event_update(
    context: Context, before: discord.ScheduledEvent, after: discord.ScheduledEvent
) -> Signal | None:
    """An event changed in something that is watched; also one that begins or ends by itself."""
    changed = [name for name in _WATCHED if getattr(before, name) != getattr(after, name)]
    if not changed:
        return None
    signal = _signal(context, TWIN_UPDATE, after, f"update:{context.stamp()}")
    signal.data["changed"] = changed
    return signal


def event_delete(context: Context, event: discord.ScheduledEvent) -> Signal:
    """An event was cancelled, or its channel is gone."""
    return _signal(context, TWIN_DELETE, event, "delete")


def _signal(context: Context, type_: str, event: discord.ScheduledEvent, what: str) -> Signal:
    said = told({"event_name": event.name, "description": event.description, "location": event.location})
    links = sum(text.count(_LINK) for text in said.values())
    return Signal(
        f"event:{event.id}:{what}",
        type_,
        context.clock(),
        guild=event.guild_id,
        channel=event.channel_id,
        target=event.id,
        data=told({"status": event.status.name, "links": links or None}),
        text=said,
    )
