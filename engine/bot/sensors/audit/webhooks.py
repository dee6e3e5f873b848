"""Webhooks made, changed and deleted: a way to write into a channel under any name."""

from __future__ import annotations

from engine.bot.sensors.audit.entry import Entry


def read(entry: Entry) -> None:
    """The channel is the one it writes to. What did not change only a back-fill knows."""
    known = entry.known
    entry.channel = getattr(entry.either("channel"), "id", None) or getattr(known, "channel_id", None)
    type_ = entry.either("type") or getattr(known, "type", None)
    entry.data["webhook_type"] = getattr(type_, "name", None)
    entry.text["webhook_name"] = entry.either("name") or getattr(known, "name", None)
    entry.name_before()
