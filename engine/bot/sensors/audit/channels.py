"""Channels made, changed and deleted."""

from __future__ import annotations

from engine.bot.sensors.audit.entry import Entry


def read(entry: Entry) -> None:
    """When name or type did not change, they are those of the channel in the cache."""
    entry.channel = entry.target
    channel = entry.known
    type_ = entry.either("type") or getattr(channel, "type", None)
    entry.data["channel_type"] = getattr(type_, "name", None)
    entry.text["channel_name"] = entry.either("name") or getattr(channel, "name", None)
    entry.name_before()
