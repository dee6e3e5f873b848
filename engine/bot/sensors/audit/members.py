"""Acts against people: bans, kicks, timeouts, prunes, roles, nicknames."""

from __future__ import annotations

from typing import Final

from engine.bot.sensors.audit.entry import Entry
from engine.bot.sensors.people import account_age_days, member_age_hours, seen_name
from engine.bot.sensors.role_change import role_change
from engine.instants import posix_ms

TIMEOUT: Final = "discord.member.timeout"
TIMEOUT_REMOVED: Final = "discord.member.timeout_removed"


def against(entry: Entry) -> None:
    """What is known of the person it was done to."""
    person = entry.person
    entry.data["target_is_bot"] = getattr(person, "bot", None)
    entry.data["target_member_age_hours"] = member_age_hours(person, entry.time)
    if entry.target is not None:
        entry.data["target_account_age_days"] = account_age_days(entry.target, entry.time)
    entry.text["target_name"] = seen_name(person)


def prune(entry: Entry) -> None:
    """Members that were long away, removed in one go; who they were is not told."""
    entry.data["members_removed"] = getattr(entry.extra, "members_removed", None)
    entry.data["inactive_days"] = getattr(entry.extra, "delete_member_days", None)


def roles(entry: Entry) -> None:
    """Roles given and taken."""
    against(entry)
    added, removed = entry.after.get("roles") or [], entry.before.get("roles") or []
    entry.data |= role_change(added, removed, entry.person)
    entry.data["by_integration"] = getattr(entry.extra, "integration_type", None) is not None
    entry.text["role_names"] = [role.name for role in (*added, *removed) if getattr(role, "name", None)]


def update(entry: Entry) -> None:
    """A timeout, or else a nickname, a server mute, a server deafening."""
    against(entry)
    if "timed_out_until" in entry.after:
        until = entry.after["timed_out_until"]
        entry.type = TIMEOUT_REMOVED if until is None else TIMEOUT
        if until is not None:
            entry.data["seconds"] = max(posix_ms(until) - entry.time, 0) // 1000
    entry.data["muted"] = entry.after.get("mute")
    entry.data["deafened"] = entry.after.get("deaf")
    entry.text["nick_before"] = entry.before.get("nick")
    entry.text["nick_after"] = entry.after.get("nick")
