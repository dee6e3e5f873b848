"""The roles: what each may do, its place in the order, how it looks."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import discord

from engine.bot.inventory.part import Cached, Difference, Looked


class Roles(Cached):
    """Their names are kept: they are the server's, not a person's."""

    name = "roles"

    def glance(self, guild: discord.Guild) -> Looked | None:
        """All of them."""
        return Looked({role.id: _kept(role) for role in guild.roles}, {role.id: role for role in guild.roles})

    def differences(self, before: Any, now: Looked, guild: discord.Guild) -> Iterator[Difference]:
        """Those made, those gone, those that are other than they were."""
        for id_, role in now.things.items():
            if id_ not in before:
                yield Difference("guild_role_create", (role,), id_, is_once=True)
            elif before[id_] != list(_kept(role)):
                yield Difference("guild_role_update", (_before(role, before[id_]), role), id_)
        for id_ in before.keys() - now.things.keys():
            yield Difference("guild_role_delete", (_gone(guild, id_, before[id_]),), id_, is_once=True)


def _kept(role: discord.Role) -> tuple[str, int, int, bool, bool, int]:
    return (
        role.name, role.permissions.value, role.position, role.mentionable, role.hoist, role.colour.value,
    )  # fmt: skip


def _before(role: discord.Role, kept: list[Any]) -> discord.Role:
    """The role as it was."""
    was = copy.copy(role)
    was.name, was._permissions, was.position, was.mentionable, was.hoist, was._colour = kept  # noqa: SLF001
    return was


def _gone(guild: discord.Guild, id_: int, kept: list[Any]) -> discord.Role:
    """The role that is no more."""
    name, permissions, position, mentionable, hoist, colour = kept
    data: Mapping[str, Any] = {
        "id": str(id_), "name": name, "permissions": str(permissions), "position": position,
        "mentionable": mentionable, "hoist": hoist, "color": colour, "managed": False, "flags": 0,
        "colors": {"primary_color": colour, "secondary_color": None, "tertiary_color": None},
    }  # fmt: skip
    return discord.Role(guild=guild, state=guild._state, data=data)  # type: ignore[arg-type]  # noqa: SLF001
