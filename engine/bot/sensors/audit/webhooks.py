"""Webhooks made, changed and deleted: a way to write into a channel under any name."""

from __future__ import annotations

from engine.bot.sensors.audit.entry import Entry


def read(entry: Entry) -> None:
    """The channel is the one it writes to; Discord does not always say which."""
    entry.channel = getattr(entry.either("channel"), "id", None)
    entry.text["webhook_name"] = entry.either("name")
