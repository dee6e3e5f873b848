"""Threads and forum posts begun, changed and deleted by somebody."""

from __future__ import annotations

from engine.bot.sensors.audit.entry import Entry


def read(entry: Entry) -> None:
    """The entry does not say where the thread is; the cache does, once the gateway told of it."""
    thread = entry.known
    entry.channel = getattr(thread, "parent_id", None)
    type_ = entry.either("type") or getattr(thread, "type", None)
    entry.data["channel_type"] = getattr(type_, "name", None)
    entry.data["archived"] = entry.after.get("archived")
    entry.data["locked"] = entry.after.get("locked")
    entry.data["slowmode_seconds"] = entry.after.get("slowmode_delay")
    entry.text["thread_name"] = entry.either("name") or getattr(thread, "name", None)
    entry.name_before()
