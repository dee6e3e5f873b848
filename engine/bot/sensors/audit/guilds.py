"""The server's own settings, and which of those that keep it safe were lowered."""

from __future__ import annotations

from typing import Any, Final

from engine.bot.sensors.audit.entry import Entry

_SAFETY: Final = ("verification_level", "mfa_level", "explicit_content_filter")
"""The higher, the safer, in discord.py's names."""


def update(entry: Entry) -> None:
    """What the settings are now, where they changed, and names of what was lowered."""
    before, after = entry.before, entry.after
    entry.data["lowered"] = [name for name in _SAFETY if _rank(after.get(name)) < _rank(before.get(name))]
    for name in (*_SAFETY, "default_notifications"):
        entry.data[name] = getattr(after.get(name), "name", None)
    entry.data["verification_before"] = getattr(before.get("verification_level"), "name", None)
    entry.data["new_owner"] = getattr(after.get("owner"), "id", None)
    entry.data["system_channel"] = getattr(after.get("system_channel"), "id", None)
    entry.text["vanity_url_code"] = after.get("vanity_url_code")
    entry.text["vanity_before"] = before.get("vanity_url_code")
    entry.text["guild_name"] = after.get("name")
    entry.name_before()


def _rank(level: Any) -> int:
    """Its place in the order; 0 where it is not told."""
    rank = getattr(level, "value", level)
    return rank if isinstance(rank, int) else 0
