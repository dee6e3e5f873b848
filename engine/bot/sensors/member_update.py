"""A member changes, as the gateway tells it, without who did it.

What only the gateway tells (a new avatar, rules accepted, a boost) is `discord.member.update`; what
the audit log tells too, with the actor, has types of its own here, so that nothing counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.role_change import role_change
from engine.instants import posix_ms
from engine.signal import Signal

UPDATE: Final = "discord.member.update"
TWIN_NICK: Final = "discord.gateway.member.update"
TWIN_ROLES: Final = "discord.gateway.member.roles"
TWIN_TIMEOUT: Final = "discord.gateway.member.timeout"
TWIN_TIMEOUT_REMOVED: Final = "discord.gateway.member.timeout_removed"


def member_update(context: Context, before: discord.Member, after: discord.Member) -> Iterator[Signal]:
    """One signal for each kind of change: an event may hold several."""
    now = context.clock()

    def signal(type_: str, data: dict[str, Any], text: dict[str, Any] | None = None) -> Signal:
        id_ = f"member_update:{after.guild.id}:{after.id}:{context.stamp()}"
        return Signal(id_, type_, now, guild=after.guild.id, target=after.id, data=data, text=text or None)

    changed = _only_here(before, after)
    if changed:
        has_avatar = (after.guild_avatar or after.avatar) is not None
        yield signal(UPDATE, {"changed": changed, "pending": after.pending, "has_avatar": has_avatar})
    if before.nick != after.nick:
        names = {"nick_before": before.nick, "nick_after": after.nick}
        yield signal(TWIN_NICK, {"changed": ["nick"]}, {name: nick for name, nick in names.items() if nick})
    if before.timed_out_until != after.timed_out_until:
        yield signal(*_timeout(after.timed_out_until, now))
    had, has = {role.id: role for role in before.roles}, {role.id: role for role in after.roles}
    if had.keys() != has.keys():
        if after.id == context.own_id:
            context.hierarchy.forget(after.guild.id)
        added = [role for id_, role in has.items() if id_ not in had]
        removed = [role for id_, role in had.items() if id_ not in has]
        yield signal(TWIN_ROLES, role_change(added, removed, after))


def _only_here(before: discord.Member, after: discord.Member) -> list[str]:
    changed = {
        "avatar": before.guild_avatar != after.guild_avatar,
        "boosting": (before.premium_since is None) != (after.premium_since is None),
        "flags": before.flags != after.flags,
        "pending": before.pending != after.pending,
    }
    return [name for name, differs in changed.items() if differs]


def _timeout(until: datetime | None, now: int) -> tuple[str, dict[str, Any]]:
    if until is None:
        return TWIN_TIMEOUT_REMOVED, {}
    return TWIN_TIMEOUT, {"seconds": max(posix_ms(until) - now, 0) // 1000}
