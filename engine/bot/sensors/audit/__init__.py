"""The audit log: who did what to whom. Live entries and those of a back-fill come through the same function.

Every entry becomes a signal. What rules are most written for has a type of its own in `ACTS`; all
else is `discord.audit.<action>`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import discord

from engine.bot.sensors.audit import (
    automod,
    channels,
    commands,
    events,
    expressions,
    guilds,
    integrations,
    invites,
    members,
    messages,
    onboarding,
    overwrites,
    roles,
    stages,
    threads,
    webhooks,
)
from engine.bot.sensors.audit.entry import Entry, Reader, action_of
from engine.bot.sensors.audit.own import judge
from engine.bot.sensors.context import Context
from engine.signal import Signal

GENERIC: Final = "discord.audit."
"""Begins the types of acts that have none of their own."""

_ABOUT_CHANNELS: Final = ("channel_", "overwrite_", "webhook_")

ACTS: Final[Mapping[str, tuple[str | None, Reader]]] = {
    "ban": ("discord.member.ban", members.against),
    "unban": ("discord.member.unban", members.against),
    "kick": ("discord.member.kick", members.against),
    "member_prune": ("discord.member.prune", members.prune),
    "member_update": ("discord.member.update", members.update),
    "member_role_update": ("discord.member.roles", members.roles),
    "bot_add": ("discord.member.bot_add", members.against),
    "guild_update": ("discord.guild.update", guilds.update),
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
    "thread_create": ("discord.thread.create", threads.read),
    "thread_update": ("discord.thread.update", threads.read),
    "thread_delete": ("discord.thread.delete", threads.read),
    "invite_create": ("discord.invite.create", invites.read),
    "invite_update": ("discord.invite.update", invites.read),
    "invite_delete": ("discord.invite.delete", invites.read),
    "integration_create": ("discord.integration.create", integrations.read),
    "integration_update": ("discord.integration.update", integrations.read),
    "integration_delete": ("discord.integration.delete", integrations.read),
    "app_command_permission_update": ("discord.command.permissions", commands.read),
    "emoji_create": ("discord.emoji.create", expressions.read),
    "emoji_update": ("discord.emoji.update", expressions.read),
    "emoji_delete": ("discord.emoji.delete", expressions.read),
    "sticker_create": ("discord.sticker.create", expressions.read),
    "sticker_update": ("discord.sticker.update", expressions.read),
    "sticker_delete": ("discord.sticker.delete", expressions.read),
    "soundboard_sound_create": ("discord.sound.create", expressions.read),
    "soundboard_sound_update": ("discord.sound.update", expressions.read),
    "soundboard_sound_delete": ("discord.sound.delete", expressions.read),
    "scheduled_event_create": ("discord.event.create", events.read),
    "scheduled_event_update": ("discord.event.update", events.read),
    "scheduled_event_delete": ("discord.event.delete", events.read),
    "stage_instance_create": ("discord.stage.create", stages.read),
    "stage_instance_update": ("discord.stage.update", stages.read),
    "stage_instance_delete": ("discord.stage.delete", stages.read),
    "message_pin": ("discord.message.pin", messages.pin),
    "message_unpin": ("discord.message.unpin", messages.pin),
    "automod_rule_create": ("discord.automod.rule_create", automod.rule),
    "automod_rule_update": ("discord.automod.rule_update", automod.rule),
    "automod_rule_delete": ("discord.automod.rule_delete", automod.rule),
    "automod_block_message": ("discord.automod.block", automod.read),
    "automod_flag_message": ("discord.automod.flag", automod.read),
    "automod_timeout_member": ("discord.automod.timeout", automod.read),
    "automod_quarantine_user": ("discord.automod.quarantine", automod.read),
    "message_delete": (None, messages.delete),
    "message_bulk_delete": (None, messages.bulk_delete),
    "onboarding_update": (None, onboarding.read),
}
"""By discord.py's name of the action: the type of its own, if it has one, and who reads what is special.

What a moderator did to messages, or to people in voice, has none: the gateway tells each deletion, move
and departure, and none of them counts twice.
"""


def audit_log_entry(context: Context, source: discord.AuditLogEntry) -> Iterator[Signal]:
    """Its `actor` is who did it, its `target` whom or what it was done to.

    After an act of the bot's own account that is not ours come further signals, the alarms. What a
    reader raises is raised again at the end: the act is told without what it would have read.
    """
    action = action_of(source)
    type_, reader = ACTS.get(action, (None, None))
    entry = Entry(source, type_ or GENERIC + action)
    failure = None if reader is None else _read(entry, reader)
    if _is_own(entry, context.own_id):
        entry.data["target_is_self"] = True
    if entry.channel in context.alert_channels(entry.guild) and action.startswith(_ABOUT_CHANNELS):
        entry.data["alert_channel"] = True
    is_ours = source.user_id is not None and source.user_id == context.own_id
    alarms = judge(context, entry) if is_ours else []
    yield entry.signal()
    yield from alarms
    if failure is not None:
        raise failure


def _read(entry: Entry, reader: Reader) -> Exception | None:
    try:
        reader(entry)
    except Exception as error:  # noqa: BLE001 - whatever Discord sends, who banned whom is told
        entry.data["incomplete"] = True
        return error
    return None


def _is_own(entry: Entry, own_id: int | None) -> bool:
    """Whether it was done to the bot, or to a role that it has."""
    if entry.target is None or own_id is None:
        return False
    me = entry.source.guild.get_member(own_id)
    return entry.target == own_id or entry.target in getattr(me, "_roles", ())  # also a role that is gone
