"""Invitations made, changed and deleted: for how long, for how many, and with which roles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.bot.sensors.audit.entry import Entry


def read(entry: Entry) -> None:
    """An invitation has a code for an id, so there is no `target`."""
    entry.channel = getattr(entry.either("channel"), "id", None)
    age, uses = entry.either("max_age"), entry.either("max_uses")
    entry.data |= {
        "code": entry.either("code"),
        "inviter": getattr(entry.either("inviter"), "id", None),
        "max_age_seconds": age,
        "max_uses": uses,
        "temporary": entry.either("temporary"),
        "uses": entry.either("uses"),
        "grants": _ids(entry.either("role_ids") or entry.either("roles") or ()),
        "unlimited": True if (age, uses) == (0, 0) else None,
    }


def _ids(roles: Iterable[Any]) -> list[int]:
    """Discord is young at this: ids, or roles with one."""
    return [int(role["id"] if isinstance(role, dict) else role) for role in roles]
