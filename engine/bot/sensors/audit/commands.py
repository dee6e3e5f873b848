"""Who may use the commands of an application."""

from __future__ import annotations

from engine.bot.sensors.audit.entry import Entry


def read(entry: Entry) -> None:
    """Discord tells each role, member and channel whose permission changed; the server's id is everyone."""
    entry.data["application"] = getattr(entry.extra, "application_id", None) or getattr(
        entry.extra, "id", None
    )
    now = entry.after.get("app_command_permissions") or []
    allowed = [each.id for each in now if each.permission]
    entry.data["allowed"] = allowed
    entry.data["denied"] = [each.id for each in now if not each.permission]
    entry.data["opened_to_everyone"] = True if entry.guild in allowed else None
