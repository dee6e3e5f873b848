"""Planned events: what they say, and how many links are in it. Everybody sees them on top of the channels."""

from __future__ import annotations

from engine.bot.sensors.audit.entry import Entry

_LINK = "://"


def read(entry: Entry) -> None:
    """What is told is what it says now, or what it said when it was cancelled."""
    entry.channel = getattr(entry.either("channel"), "id", None)
    entry.data["status"] = getattr(entry.after.get("status"), "name", None)
    said = {
        "event_name": entry.either("name") or getattr(entry.known, "name", None),
        "description": entry.either("description"),
        "location": entry.either("location"),
    }
    entry.text |= said
    entry.data["links"] = sum(text.count(_LINK) for text in said.values() if isinstance(text, str)) or None
    entry.name_before()
