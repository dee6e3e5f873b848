"""What is told of a person in the same words everywhere: ages, and the names under which people see them."""

from __future__ import annotations

from typing import Any

import discord

from engine.instants import DAY_MS, HOUR_MS, made_ms, posix_ms

Person = discord.User | discord.Member


def account_age_days(user_id: int, at: int) -> float:
    """How old an account was at a moment (milliseconds), in days."""
    return round(max(at - made_ms(user_id), 0) / DAY_MS, 2)


def member_age_hours(person: object, at: int) -> float | None:
    """How long someone had been a member at a moment (milliseconds), in hours; None where it is not known."""
    joined_at = getattr(person, "joined_at", None)
    return None if joined_at is None else round(max(at - posix_ms(joined_at), 0) / HOUR_MS, 2)


def seen_name(person: object) -> str | None:
    """The name under which people see someone; None for a bare id."""
    name = getattr(person, "display_name", None)
    return name if isinstance(name, str) else None


def told(fields: dict[str, Any]) -> dict[str, Any]:
    """Only what there is: not what is unknown, and no empty lists, so that `exists` says something."""
    return {name: value for name, value in fields.items() if value is not None and value != []}
