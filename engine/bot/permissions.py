"""Permissions by name, and which of them give power over a community."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import discord

_NAMES: Final = {bit: name for name, bit in reversed(discord.Permissions.VALID_FLAGS.items())} | {
    discord.Permissions(
        view_channel=True
    ).value: "view_channel"  # discord.py's first name for it is older than Discord's
}

STAFF: Final = frozenset(
    {
        "administrator",
        "ban_members",
        "kick_members",
        "moderate_members",
        "manage_messages",
        "manage_guild",
        "manage_roles",
        "manage_channels",
        "manage_webhooks",
    }
)
"""Who has one of these can act against members or tear the place down: staff."""

DANGEROUS: Final = STAFF | {"mention_everyone", "manage_nicknames", "manage_threads", "manage_expressions"}
"""Permissions whose grant is worth a look: those of staff, and those that reach everybody at once."""


def names(bits: int) -> list[str]:
    """The permissions in a bit set, by name, in the order of their bits; `bit_60` for an unknown one."""
    return [_NAMES.get(1 << bit, f"bit_{bit}") for bit in range(bits.bit_length()) if bits >> bit & 1]


def dangerous(bits: int) -> list[str]:
    """Those among them that are worth a look."""
    return [name for name in names(bits) if name in DANGEROUS]


def permission_change(before: int, after: int) -> dict[str, list[str]]:
    """Fields of a change from one bit set to another; what is empty is left out."""
    gained, lost = after & ~before, before & ~after
    fields = {
        "permissions_gained": names(gained),
        "permissions_lost": names(lost),
        "dangerous": dangerous(gained),
    }
    return {name: found for name, found in fields.items() if found}


def bits_of(roles: Iterable[Any]) -> int:
    """All permissions that roles give; a role of which only the id is known gives none."""
    bits = 0
    for role in roles:
        permissions = getattr(role, "permissions", None)
        if isinstance(permissions, discord.Permissions):
            bits |= permissions.value
    return bits


def is_staff(roles: Iterable[Any]) -> bool:
    """Whether roles give one of the permissions of staff."""
    return not STAFF.isdisjoint(names(bits_of(roles)))
