"""Permissions of one role or member in one channel, made, changed and deleted."""

from __future__ import annotations

import discord

from engine.bot.permissions import dangerous, is_staff, names
from engine.bot.sensors.audit.entry import Entry


def read(entry: Entry) -> None:
    """The channel is the `channel`; the role or member that is given or denied something is the `target`."""
    entry.channel = entry.target
    who = entry.extra
    entry.target = getattr(who, "id", None) or entry.either("id")
    allowed = entry.bits(entry.after, "allow") & ~entry.bits(entry.before, "allow")
    denied = entry.bits(entry.after, "deny") & ~entry.bits(entry.before, "deny")
    entry.data["allowed"] = names(allowed)
    entry.data["denied"] = names(denied)
    entry.data["dangerous"] = dangerous(allowed)
    entry.data["target_is_everyone"] = entry.target == entry.guild
    entry.data["target_is_role"] = isinstance(who, discord.Role) or getattr(who, "type", None) is discord.Role
    entry.data["target_is_staff"] = _is_staff(who)
    entry.text["channel_name"] = getattr(entry.known, "name", None)
    entry.text["target_name"] = getattr(who, "display_name", None) or getattr(who, "name", None)


def _is_staff(who: object) -> bool | None:
    """None for a role or member of which only the id is known."""
    if isinstance(who, discord.Role):
        return is_staff([who])
    return is_staff(who.roles) if isinstance(who, discord.Member) else None
