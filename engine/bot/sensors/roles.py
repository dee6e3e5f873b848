"""Roles as the gateway tells of them, without the actor. The audit log knows more."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.permissions import permission_change
from engine.bot.sensors.context import Context
from engine.bot.sensors.staff import guild_seen_anew, guild_told
from engine.instants import made_ms
from engine.signal import Signal

TWIN_CREATE: Final = "discord.gateway.role.create"
TWIN_DELETE: Final = "discord.gateway.role.delete"
TWIN_UPDATE: Final = "discord.gateway.role.update"

_WATCHED: Final = ("name", "permissions", "position", "mentionable", "hoist", "colour")


def role_create(context: Context, role: discord.Role) -> Signal:
    """A new role. A role is made, and goes, once: its id names the event."""
    guild_seen_anew(context, role.guild)
    signal = _signal(
        context, TWIN_CREATE, role, f"role:{role.id}:create", min(made_ms(role.id), context.clock())
    )
    signal.data |= permission_change(0, role.permissions.value)
    return signal


def role_delete(context: Context, role: discord.Role) -> Signal:
    """A role is gone, perhaps the bot's highest."""
    guild_told(context, role.guild)
    return _signal(context, TWIN_DELETE, role, f"role:{role.id}:delete", context.clock())


def role_update(context: Context, before: discord.Role, after: discord.Role) -> Signal | None:
    """A role changed in something that is watched; None for anything else."""
    guild_seen_anew(context, after.guild)
    changed = [name for name in _WATCHED if getattr(before, name) != getattr(after, name)]
    if not changed:
        return None
    signal = _signal(
        context, TWIN_UPDATE, after, f"role:{after.id}:update:{context.stamp()}", context.clock()
    )
    signal.data["changed"] = changed
    signal.data |= permission_change(before.permissions.value, after.permissions.value)
    me = None if context.own_id is None else after.guild.get_member(context.own_id)
    risen = [] if me is None else context.hierarchy.risen(me, before, after)
    if risen:
        signal.data["above_self"] = risen
    if before.name != after.name and signal.text is not None:
        signal.text["name_before"] = before.name
    return signal


def _is_own(context: Context, role: discord.Role) -> bool:
    """Whether the bot has it. The role of everyone is nobody's own."""
    me = None if context.own_id is None else role.guild.get_member(context.own_id)
    return me is not None and not role.is_default() and role in me.roles


def _signal(context: Context, type_: str, role: discord.Role, id_: str, time: int) -> Signal:
    return Signal(
        id_,
        type_,
        time,
        guild=role.guild.id,
        target=role.id,
        data={
            "is_everyone": role.is_default(),
            **({"target_is_self": True} if _is_own(context, role) else {}),
            **({} if role.tags is None or role.tags.bot_id is None else {"bot": role.tags.bot_id}),
        },
        text={"role_name": role.name},
    )
