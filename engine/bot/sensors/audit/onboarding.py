"""The welcome of new members, and whether it is on."""

from __future__ import annotations

from engine.bot.sensors.audit.entry import Entry


def read(entry: Entry) -> None:
    """Told where it changed."""
    entry.data["enabled"] = entry.after.get("enabled")
