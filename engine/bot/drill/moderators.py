"""What human moderators do, on the in-memory Discord: the change, and the audit entry that names who did it.

simcord writes audit entries for a bot's calls alone; this is the one place that writes them for people.
"""

from __future__ import annotations

from typing import Any

import discord
import simcord

Person = simcord.MemberActor


async def grant(env: simcord.Env, actor: Person, target: Person, role: simcord.RoleHandle) -> None:
    """Give a role to a member."""
    guild = actor.guild.id
    env.backend.add_member_role(guild, target.id, role.id)
    changes = [{"key": "$add", "new_value": [{"id": str(role.id), "name": role.name}]}]
    await _recorded(env, actor, discord.AuditLogAction.member_role_update, target.id, changes=changes)


async def ban(env: simcord.Env, actor: Person, target: Person, reason: str | None = None) -> None:
    """Ban a member."""
    env.backend.apply_ban(actor.guild.id, target.id, reason)
    await _recorded(env, actor, discord.AuditLogAction.ban, target.id, reason=reason)


async def delete_channel(env: simcord.Env, actor: Person, channel: simcord.ChannelHandle) -> None:
    """Delete a channel with all that was written there."""
    changes = [{"key": "name", "old_value": channel.name}]
    env.backend.delete_channel(channel.id)
    await _recorded(env, actor, discord.AuditLogAction.channel_delete, channel.id, changes=changes)


async def _recorded(
    env: simcord.Env, actor: Person, action: discord.AuditLogAction, target: int, **entry: Any
) -> None:
    """Write the audit entry and let the bot take everything in."""
    env.backend.record_audit_log(actor.guild.id, action.value, target_id=target, user_id=actor.id, **entry)
    await env.settle()
