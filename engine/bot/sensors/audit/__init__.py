"""The audit log: who did what to whom. Live entries and those of a back-fill come through the same function.

Every entry becomes a signal. What rules are most written for has a type of its own in `ACTS`; all
else is `discord.audit.<action>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import discord

from engine.bot.sensors.audit import automod, channels, guilds, members, messages, overwrites, roles, webhooks
from engine.bot.sensors.audit.entry import Entry, Reader, action_of
from engine.bot.sensors.context import Context
from engine.signal import Signal

GENERIC: Final = "discord.audit."
"""Begins the types of acts that have none of their own."""

ACTS: Final[Mapping[str, tuple[str | None, Reader]]] = {
    "ban": ("discord.member.ban", members.against),
    "unban": ("discord.member.unban", members.against),
    "kick": ("discord.member.kick", members.against),
    "member_prune": ("discord.member.prune", members.prune),
    "member_update": ("discord.member.update", members.update),
    "member_role_update": ("discord.member.roles", members.roles),
    "bot_add": (None, members.against),
    "guild_update": (None, guilds.update),
    "role_create": ("discord.role.create", roles.read),
    "role_update": ("discord.role.update", roles.read),
    "role_delete": ("discord.role.delete", roles.read),
    "channel_create": ("discord.channel.create", channels.read),
    "channel_update": ("discord.channel.update", channels.read),
    "channel_delete": ("discord.channel.delete", channels.read),
    "overwrite_create": ("discord.overwrite.create", overwrites.read),
    "overwrite_update": ("discord.overwrite.update", overwrites.read),
    "overwrite_delete": ("discord.overwrite.delete", overwrites.read),
    "webhook_create": ("discord.webhook.create", webhooks.read),
    "webhook_update": ("discord.webhook.update", webhooks.read),
    "webhook_delete": ("discord.webhook.delete", webhooks.read),
    "message_delete": (None, messages.delete),
    "message_bulk_delete": (None, messages.bulk_delete),
    "message_pin": (None, messages.pin),
    "message_unpin": (None, messages.pin),
    "automod_rule_create": (None, automod.rule),
    "automod_rule_update": (None, automod.rule),
    "automod_rule_delete": (None, automod.rule),
    "automod_block_message": (None, automod.read),
    "automod_flag_message": (None, automod.read),
    "automod_timeout_member": (None, automod.read),
    "automod_quarantine_user": (None, automod.read),
}
"""By discord.py's name of the action: the type of its own, if it has one, and who reads what is special.

Messages that a moderator deleted have none: the gateway tells each deletion, and no message counts twice.
"""


def audit_log_entry(context: Context, source: discord.AuditLogEntry) -> Signal:
    """Its `actor` is who did it, its `target` whom or what it was done to."""
    action = action_of(source)
    type_, reader = ACTS.get(action, (None, None))
    entry = Entry(source, type_ or GENERIC + action)
    if source.user_id is not None and source.user_id == context.own_id:
        entry.data["self"] = True
    if reader is not None:
        reader(entry)
    if _is_own(entry, context.own_id):
        entry.data["target_is_self"] = True
    return entry.signal()


def _is_own(entry: Entry, own_id: int | None) -> bool:
    """Whether it was done to the bot, or to a role that it has."""
    if entry.target is None or own_id is None:
        return False
    me = entry.source.guild.get_member(own_id)
    return entry.target == own_id or entry.target in getattr(me, "_roles", ())  # also a role that is gone
