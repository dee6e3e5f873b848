"""Every type of the catalogue that Discord speaks is sensed, and nothing beside them."""

from __future__ import annotations

from typing import Any

from discord import AuditLogAction

from engine.bot.sensors.audit import ACTS, GENERIC
from engine.catalogue import Catalogue
from tests.bot.sensors.conftest import World
from tests.bot.sensors.payloads import all_of, member, user
from tests.bot.sensors.wire import TARGETLESS

RULE = {"auto_moderation_rule_name": "r", "auto_moderation_rule_trigger_type": "1", "channel_id": "5"}
OPTIONS: dict[AuditLogAction, dict[str, Any]] = {
    AuditLogAction.member_prune: {"delete_member_days": "7", "members_removed": "3"},
    AuditLogAction.member_move: {"channel_id": "5", "count": "3"},
    AuditLogAction.member_disconnect: {"count": "3"},
    AuditLogAction.message_delete: {"channel_id": "5", "count": "3"},
    AuditLogAction.message_bulk_delete: {"count": "3"},
    AuditLogAction.message_pin: {"channel_id": "5", "message_id": "6"},
    AuditLogAction.message_unpin: {"channel_id": "5", "message_id": "6"},
    AuditLogAction.stage_instance_create: {"channel_id": "5"},
    AuditLogAction.stage_instance_update: {"channel_id": "5"},
    AuditLogAction.stage_instance_delete: {"channel_id": "5"},
    AuditLogAction.app_command_permission_update: {"application_id": "5"},
    AuditLogAction.automod_block_message: RULE,
    AuditLogAction.automod_flag_message: RULE,
    AuditLogAction.automod_timeout_member: RULE,
    AuditLogAction.automod_quarantine_user: RULE,
}
"""What Discord always sends with an action, and discord.py does not do without."""


async def test_every_type_that_discord_speaks_is_sensed(world: World, catalogue: Catalogue) -> None:
    for action in AuditLogAction:
        target = None if action in TARGETLESS else world.member.id
        world.audit(action, target, options=OPTIONS.get(action), reason="why not")
    world.audit(9999)
    assert world.client.user is not None
    world.client.context.explains = lambda *_: None
    world.audit(AuditLogAction.ban, world.member.id, user=world.client.user.id)
    until = ("2026-01-01T01:00:00+00:00", None)
    for old, new in (until, reversed(until)):
        changes = {"communication_disabled_until": (old, new)}
        world.audit(AuditLogAction.member_update, world.member.id, changes=changes)
    guild = {"guild_id": str(world.guild.id), "user": user(world.mod.id)}
    timed_out = {**guild, **member(roles=["1"], communication_disabled_until=until[0])}
    world.feed("GUILD_MEMBER_UPDATE", timed_out)
    world.feed("GUILD_MEMBER_UPDATE", guild | member(roles=[str(world.staff_role.id)]))
    for event, payload in all_of(world):
        world.feed(event, payload)
    spoken = {name for name in catalogue.types if name.startswith("discord.")}
    assert {signal.type for signal in world.signals} == spoken


def test_every_action_that_discord_py_knows_is_in_the_catalogue(catalogue: Catalogue) -> None:
    types = {(ACTS.get(action.name) or (None,))[0] or GENERIC + action.name for action in AuditLogAction}
    assert types <= catalogue.types.keys()
