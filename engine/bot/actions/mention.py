"""Whom a message of ours may ping: the one role that its body names, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord


def allowed(body: Mapping[str, Any]) -> discord.AllowedMentions:
    """What Discord is told, whatever the text holds."""
    role = body.get("mention")
    if role is None:
        return discord.AllowedMentions.none()
    return discord.AllowedMentions(
        everyone=False, users=False, replied_user=False, roles=[discord.Object(int(role))]
    )
