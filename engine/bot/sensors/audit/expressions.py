"""Emojis, stickers and sounds added, changed and deleted."""

from __future__ import annotations

from engine.bot.sensors.audit.entry import Entry


def read(entry: Entry) -> None:
    """When the name did not change, it is that of the cache."""
    entry.text["expression_name"] = entry.either("name") or getattr(entry.known, "name", None)
    entry.name_before()
