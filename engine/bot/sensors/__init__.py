"""Sensors: what Discord tells the bot, as signals. The one registry, and the one way in.

`sense` is called for every event that discord.py dispatches, so it never raises, awaits or asks Discord.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from engine.bot.sensors.audit import audit_log_entry
from engine.bot.sensors.automod import automod_action
from engine.bot.sensors.bans import ban, unban
from engine.bot.sensors.bot_added import bot_added
from engine.bot.sensors.bot_removed import bot_removed
from engine.bot.sensors.channels import channel_create, channel_delete, channel_update
from engine.bot.sensors.context import Context
from engine.bot.sensors.events import event_create, event_delete, event_update
from engine.bot.sensors.expressions import emojis_update, stickers_update
from engine.bot.sensors.failure import failure
from engine.bot.sensors.guild_update import guild_update
from engine.bot.sensors.integrations import integration_create, integration_delete, integration_update
from engine.bot.sensors.invites import invite_create, invite_delete
from engine.bot.sensors.member_join import member_join
from engine.bot.sensors.member_leave import member_leave
from engine.bot.sensors.member_update import member_update
from engine.bot.sensors.message import message
from engine.bot.sensors.message_delete import bulk_delete, message_delete
from engine.bot.sensors.message_edit import message_edit
from engine.bot.sensors.reactions import reaction_add, reaction_clear, reaction_remove
from engine.bot.sensors.roles import role_create, role_delete, role_update
from engine.bot.sensors.staff import guild_told
from engine.bot.sensors.threads import thread_create, thread_delete, thread_update
from engine.bot.sensors.user_update import user_update
from engine.bot.sensors.voice import voice_state_update
from engine.bot.sensors.webhooks import webhooks_update
from engine.signal import Signal

__all__ = ["SENSORS", "Context", "Sensor", "sense"]

Sensor = Callable[..., Signal | Iterable[Signal] | None]
"""Takes the context and the event's own arguments, in the order in which discord.py dispatches them."""

SENSORS: Final[Mapping[str, Sensor]] = {
    "message": message,
    "raw_message_edit": message_edit,
    "raw_message_delete": message_delete,
    "raw_bulk_message_delete": bulk_delete,
    "audit_log_entry_create": audit_log_entry,
    "member_join": member_join,
    "raw_member_remove": member_leave,
    "member_update": member_update,
    "user_update": user_update,
    "member_ban": ban,
    "member_unban": unban,
    "guild_channel_create": channel_create,
    "guild_channel_delete": channel_delete,
    "guild_channel_update": channel_update,
    "guild_role_create": role_create,
    "guild_role_delete": role_delete,
    "guild_role_update": role_update,
    "thread_create": thread_create,
    "thread_update": thread_update,
    "raw_thread_delete": thread_delete,
    "raw_reaction_add": reaction_add,
    "raw_reaction_remove": reaction_remove,
    "raw_reaction_clear": reaction_clear,
    "raw_reaction_clear_emoji": reaction_clear,
    "voice_state_update": voice_state_update,
    "invite_create": invite_create,
    "invite_delete": invite_delete,
    "webhooks_update": webhooks_update,
    "integration_create": integration_create,
    "integration_update": integration_update,
    "raw_integration_delete": integration_delete,
    "automod_action": automod_action,
    "guild_emojis_update": emojis_update,
    "guild_stickers_update": stickers_update,
    "scheduled_event_create": event_create,
    "scheduled_event_update": event_update,
    "scheduled_event_delete": event_delete,
    "guild_update": guild_update,
    "guild_remove": bot_removed,
    "guild_join": bot_added,
    "guild_available": guild_told,
}
"""By the name under which discord.py dispatches an event. Raw events, where the plain ones need a cache."""


def sense(event: str, args: Sequence[Any], context: Context) -> Sequence[Signal]:
    """The signals that an event holds, in order; none where no sensor looks at it.

    What a sensor raises becomes `engine.sensor_failed`, at most once a minute for each event.
    """
    sensor = SENSORS.get(event)
    if sensor is None:
        return ()
    found: list[Signal] = []
    try:
        sensed = sensor(context, *args)
        if sensed is None:
            return ()
        if isinstance(sensed, Signal):
            return (sensed,)
        found.extend(sensed)
    except Exception as error:  # noqa: BLE001 - whatever Discord sends, the client and the other events go on
        told = failure(context, event, error)
        if told is not None:
            found.append(told)
    return found
