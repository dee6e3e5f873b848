"""Invitations as the gateway tells of them. Who deleted one only the audit log knows."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.people import told
from engine.instants import posix_ms
from engine.signal import Signal

TWIN_CREATE: Final = "discord.gateway.invite.create"
TWIN_DELETE: Final = "discord.gateway.invite.delete"


def invite_create(context: Context, invite: discord.Invite) -> Signal | None:
    """A new invitation, which its code names; None for one to a group of friends."""
    now = context.clock()
    signal = _signal(context, TWIN_CREATE, invite, "create")
    if signal is None:
        return None
    signal.actor = getattr(invite.inviter, "id", None)
    signal.time = now if invite.created_at is None else min(posix_ms(invite.created_at), now)
    signal.data |= told(
        {
            "max_age_seconds": invite.max_age,
            "max_uses": invite.max_uses,
            "temporary": invite.temporary,
            "unlimited": True if (invite.max_age, invite.max_uses) == (0, 0) else None,
            "self": True if signal.actor is not None and signal.actor == context.own_id else None,
        }
    )
    return signal


def invite_delete(context: Context, invite: discord.Invite) -> Signal | None:
    """An invitation is gone: deleted, used up or run out."""
    return _signal(context, TWIN_DELETE, invite, "delete")


def _signal(context: Context, type_: str, invite: discord.Invite, what: str) -> Signal | None:
    if invite.guild is None:
        return None
    return Signal(
        f"invite:{invite.code}:{what}",
        type_,
        context.clock(),
        guild=invite.guild.id,
        channel=getattr(invite.channel, "id", None),
        data={"code": invite.code},
    )
