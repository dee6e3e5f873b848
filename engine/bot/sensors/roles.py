"""Roles as the gateway tells of them, without the actor. The audit log knows more."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.sensors.context import Context, made_ms
from engine.bot.sensors.permissions import permission_change
from engine.signal import Signal

TWIN_CREATE: Final = "discord.gateway.role.create"
TWIN_DELETE: Final = "discord.gateway.role.delete"
TWIN_UPDATE: Final = "discord.gateway.role.update"

_WATCHED: Final = ("name", "permissions", "position", "mentionable", "hoist", "colour")


def role_create(context: Context, role: discord.Role) -> Signal:
    """A new role. A role is made, and goes, once: its id names the event."""
    signal = _signal(TWIN_CREATE, role, f"role:{role.id}:create", min(made_ms(role.id), context.clock()))
    signal.data |= permission_change(0, role.permissions.value)
    return signal


def role_delete(context: Context, role: discord.Role) -> Signal:
    """A role is gone."""
    return _signal(TWIN_DELETE, role, f"role:{role.id}:delete", context.clock())


def role_update(context: Context, before: discord.Role, after: discord.Role) -> Signal | None:
    """A role changed in something that is watched; None for anything else."""
    changed = [name for name in _WATCHED if getattr(before, name) != getattr(after, name)]
    if not changed:
        return None
    signal = _signal(TWIN_UPDATE, after, f"role:{after.id}:update:{context.stamp()}", context.clock())
    signal.data["changed"] = changed
    signal.data |= permission_change(before.permissions.value, after.permissions.value)
    if before.name != after.name and signal.text is not None:
        signal.text["name_before"] = before.name
    return signal


def _signal(type_: str, role: discord.Role, id_: str, time: int) -> Signal:
    return Signal(
        id_,
        type_,
        time,
        guild=role.guild.id,
        target=role.id,
        data={"is_everyone": role.is_default()},
        text={"role_name": role.name},
    )
