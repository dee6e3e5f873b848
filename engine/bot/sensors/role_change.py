"""What it means that a member's roles changed: permissions gained, and being staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from engine.bot.permissions import bits_of, is_staff, permission_change
from engine.bot.sensors.people import told


def role_change(added: Sequence[Any], removed: Sequence[Any], member: object) -> dict[str, Any]:
    """Fields of a change of roles. `member` may hold the roles of before or of after, or be no member at all.

    What they had besides is known only of a cached member. Of another, a staff role that is added
    makes staff, and one that is removed ends it: not to know since when is better than a wrong since.
    """
    held = {role.id: role for role in member.roles} if isinstance(member, discord.Member) else {}
    before = _without({**held, **_by_id(removed)}, added)
    after = _without({**held, **_by_id(added)}, removed)
    fields = told(
        {"roles_added": [role.id for role in added], "roles_removed": [role.id for role in removed]}
    )
    fields |= permission_change(bits_of(before), bits_of(after))
    was, now = is_staff(before), is_staff(after)
    if now and not was:
        fields["staff_granted"] = True
    if was and not now:
        fields["staff_removed"] = True
    return fields


def _by_id(roles: Sequence[Any]) -> dict[int, Any]:
    return {role.id: role for role in roles}


def _without(roles: dict[int, Any], others: Sequence[Any]) -> list[Any]:
    gone = {role.id for role in others}
    return [role for role in roles.values() if role.id not in gone]
