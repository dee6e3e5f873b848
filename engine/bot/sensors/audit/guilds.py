"""The server's own settings, and which of those that keep it safe were lowered."""

from __future__ import annotations

from types import SimpleNamespace

from engine.bot.sensors.audit.entry import Entry
from engine.bot.sensors.guild_update import SAFETY, lowered


def update(entry: Entry) -> None:
    """What the settings are now, where they changed, and names of what was lowered."""
    before, after = entry.before, entry.after
    entry.data["lowered"] = lowered(SimpleNamespace(**before), SimpleNamespace(**after))
    for name in (*SAFETY, "default_notifications"):
        entry.data[name] = getattr(after.get(name), "name", None)
    entry.data["verification_before"] = getattr(before.get("verification_level"), "name", None)
    entry.data["new_owner"] = getattr(after.get("owner"), "id", None)
    entry.data["system_channel"] = getattr(after.get("system_channel"), "id", None)
    entry.text["vanity_url_code"] = after.get("vanity_url_code")
    entry.text["vanity_before"] = before.get("vanity_url_code")
    entry.text["guild_name"] = after.get("name")
    entry.name_before()
