"""Whom a message of ours may ping: the one role that its body names, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord


def of_guild(
    body: Mapping[str, Any], guild: discord.Guild | None, *, is_direct: bool = False
) -> Mapping[str, Any]:
    """The body without a role that is not there: the operator's settings may name one of another guild.

    In direct messages no role is.
    """
    role = body.get("mention")
    if role is None:
        return body
    if not is_direct and (guild is None or guild.get_role(int(role)) is not None):
        return body
    return {name: value for name, value in body.items() if name != "mention"}


def allowed(body: Mapping[str, Any]) -> discord.AllowedMentions:
    """What Discord is told, whatever the text holds."""
    role = body.get("mention")
    if role is None:
        return discord.AllowedMentions.none()
    return discord.AllowedMentions(
        everyone=False, users=False, replied_user=False, roles=[discord.Object(int(role))]
    )
