"""Roles made, changed and deleted, and the permissions that came or went with them."""

from __future__ import annotations

from engine.bot.permissions import permission_change
from engine.bot.sensors.audit.entry import Entry


def read(entry: Entry) -> None:
    """When the name did not change, it is that of the role in the cache."""
    entry.data["is_everyone"] = entry.target == entry.guild
    entry.data |= permission_change(
        entry.bits(entry.before, "permissions"), entry.bits(entry.after, "permissions")
    )
    entry.text["role_name"] = entry.either("name") or getattr(entry.known, "name", None)
    entry.name_before()
