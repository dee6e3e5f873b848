"""Entries of the audit log, as the gateway sends them."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import AuditLogAction as Act

from engine.bot.sensors import audit
from tests.bot.sensors.conftest import World

BITS = discord.Permissions


async def test_a_ban_says_who_banned_whom_and_why(world: World) -> None:
    await world.env.advance_time(24 * 3600)
    entry = world.audit(Act.ban, world.member.id, reason="spam")
    signal = world.the("discord.member.ban")
    assert (signal.id, signal.guild, signal.actor, signal.target) == (
        f"audit:{entry}",
        world.guild.id,
        world.mod.id,
        world.member.id,
    )
    assert signal.data == {
        "action": 22,
        "actor_is_bot": False,
        "actor_roles": [world.staff_role.id],
        "target_is_bot": False,
        "target_account_age_days": 1.0,
        "target_member_age_hours": 24.0,
    }
    assert signal.text == {"reason": "spam", "actor_name": "Moddy", "target_name": "Bob"}


async def test_an_act_of_who_owns_the_server_says_so(world: World) -> None:
    guild = world.client.get_guild(world.guild.id)
    assert guild is not None
    guild.owner_id = world.mod.id
    world.audit(Act.ban, world.member.id)
    assert world.the("discord.member.ban").data["actor_is_owner"] is True


async def test_its_time_is_that_of_the_entry(world: World) -> None:
    entry = world.audit(Act.ban, world.member.id)
    await world.env.advance_time(60)
    assert world.the("discord.member.ban").time == int(discord.utils.snowflake_time(entry).timestamp() * 1000)


async def test_people_who_are_not_cached_are_ids(world: World) -> None:
    world.audit(Act.ban, 98, user=99)
    signal = world.the("discord.member.ban")
    assert (signal.actor, signal.target, signal.text) == (99, 98, None)
    assert "actor_is_bot" not in signal.data


async def test_the_bots_own_acts_say_so(world: World) -> None:
    assert world.client.user is not None
    world.audit(Act.ban, world.member.id, user=world.client.user.id)
    assert world.the("discord.member.ban").data["self"] is True


@pytest.mark.parametrize(
    ("action", "type_"),
    [
        (Act.ban, "discord.member.ban"),
        (Act.unban, "discord.member.unban"),
        (Act.kick, "discord.member.kick"),
        (Act.member_update, "discord.member.update"),
        (Act.bot_add, "discord.member.bot_add"),
    ],
)
async def test_acts_against_people_name_the_person(world: World, action: Act, type_: str) -> None:
    world.audit(action, world.member.id)
    signal = world.the(type_)
    assert signal.target == world.member.id
    assert (signal.text or {})["target_name"] == "Bob"


async def test_a_ban_over_rest_is_told_in_the_same_words(world: World) -> None:
    """The same function reads what a back-fill fetches."""
    guild = world.client.get_guild(world.guild.id)
    assert guild is not None
    await guild.kick(discord.Object(world.member.id), reason="out")
    await world.env.settle()
    live = world.the("discord.member.kick")
    world.signals.clear()
    async for entry in guild.audit_logs(action=Act.kick):
        world.client.dispatch("audit_log_entry_create", entry)
    fetched = world.the("discord.member.kick")
    assert (fetched.id, fetched.time, fetched.type, fetched.actor, fetched.target) == (
        live.id,
        live.time,
        live.type,
        live.actor,
        live.target,
    )
    assert (fetched.text or {})["reason"] == "out"


async def test_a_timeout_says_how_long(world: World) -> None:
    until = (world.env.now() + discord.utils.utcnow().resolution * 600_000_000).isoformat()
    world.audit(Act.member_update, world.member.id, changes={"communication_disabled_until": (None, until)})
    signal = world.the("discord.member.timeout")
    assert signal.data["seconds"] in (599, 600)
    assert signal.data["changed"] == ["timed_out_until"]


async def test_a_lifted_timeout_has_a_type_of_its_own(world: World) -> None:
    until = world.env.now().isoformat()
    world.audit(Act.member_update, world.member.id, changes={"communication_disabled_until": (until, None)})
    assert world.the("discord.member.timeout_removed").target == world.member.id


async def test_a_changed_nickname_says_both(world: World) -> None:
    changes = {"nick": ("Al", "Bo"), "mute": (False, True), "deaf": (True, False)}
    world.audit(Act.member_update, world.member.id, changes=changes)
    signal = world.the("discord.member.update")
    assert signal.data["changed"] == ["deaf", "mute", "nick"]
    assert (signal.data["muted"], signal.data["deafened"]) == (True, False)
    assert (signal.text or {})["nick_before"] == "Al"
    assert (signal.text or {})["nick_after"] == "Bo"


async def test_a_prune_says_how_many_went(world: World) -> None:
    world.audit(Act.member_prune, options={"delete_member_days": "7", "members_removed": "312"})
    signal = world.the("discord.member.prune")
    assert (signal.data["members_removed"], signal.data["inactive_days"]) == (312, 7)


async def test_a_given_role_says_which_power_came_with_it(world: World) -> None:
    given = [{"id": str(world.staff_role.id), "name": "Staff"}]
    taken = [{"id": str(world.plain_role.id), "name": "Plain"}]
    changes = {"$add": (None, given), "$remove": (None, taken)}
    world.audit(Act.member_role_update, world.member.id, changes=changes)
    signal = world.the("discord.member.roles")
    assert signal.data["roles_added"] == [world.staff_role.id]
    assert signal.data["roles_removed"] == [world.plain_role.id]
    assert signal.data["permissions_gained"] == ["ban_members", "manage_messages"]
    assert signal.data["staff_granted"] is True
    assert signal.data["by_integration"] is False
    assert (signal.text or {})["role_names"] == ["Staff", "Plain"]


async def test_a_role_that_is_gone_has_id_and_name_alone(world: World) -> None:
    changes = {"$add": (None, [{"id": "77", "name": "Gone"}])}
    world.audit(Act.member_role_update, world.member.id, changes=changes)
    signal = world.the("discord.member.roles")
    assert signal.data["roles_added"] == [77]
    assert "permissions_gained" not in signal.data
    assert (signal.text or {})["role_names"] == ["Gone"]


async def test_a_changed_role_says_what_it_gained_and_lost(world: World) -> None:
    before, after = BITS(send_messages=True), BITS(administrator=True, view_channel=True)
    changes = {"permissions": (str(before.value), str(after.value))}
    world.audit(Act.role_update, world.plain_role.id, changes=changes)
    signal = world.the("discord.role.update")
    assert signal.data["changed"] == ["permissions"]
    assert signal.data["permissions_gained"] == ["administrator", "view_channel"]
    assert signal.data["permissions_lost"] == ["send_messages"]
    assert signal.data["dangerous"] == ["administrator"]
    assert signal.data["is_everyone"] is False
    assert (signal.text or {})["role_name"] == "Plain"


async def test_a_permission_that_has_no_name_yet_is_a_bit(world: World) -> None:
    world.audit(Act.role_update, world.guild.id, changes={"permissions": ("0", str(1 << 60))})
    signal = world.the("discord.role.update")
    assert signal.data["permissions_gained"] == ["bit_60"]
    assert signal.data["is_everyone"] is True


async def test_a_new_role_has_gained_all_its_permissions(world: World) -> None:
    changes = {"name": (None, "Boss"), "permissions": (None, "8"), "color": (None, 0), "colors": (None, None)}
    world.audit(Act.role_create, 77, changes=changes)
    signal = world.the("discord.role.create")
    assert signal.data["dangerous"] == ["administrator"]
    assert "color" not in signal.data["changed"]
    assert (signal.text or {})["role_name"] == "Boss"


async def test_a_deleted_role_has_lost_them(world: World) -> None:
    world.audit(Act.role_delete, 77, changes={"name": ("Boss", None), "permissions": ("8", None)})
    signal = world.the("discord.role.delete")
    assert signal.data["permissions_lost"] == ["administrator"]
    assert "dangerous" not in signal.data
    assert (signal.text or {})["role_name"] == "Boss"


async def test_a_deleted_channel_says_what_it_was(world: World) -> None:
    world.audit(Act.channel_delete, 77, changes={"name": ("rules", None), "type": (0, None)})
    signal = world.the("discord.channel.delete")
    assert (signal.channel, signal.target, signal.data["channel_type"]) == (77, 77, "text")
    assert (signal.text or {})["channel_name"] == "rules"


async def test_a_changed_channel_is_named_from_the_cache(world: World) -> None:
    world.audit(Act.channel_update, world.channel.id, changes={"nsfw": (False, True)})
    signal = world.the("discord.channel.update")
    assert (signal.data["changed"], signal.data["channel_type"]) == (["nsfw"], "text")
    assert (signal.text or {})["channel_name"] == "general"


async def test_a_renamed_channel_says_both_names(world: World) -> None:
    world.audit(Act.channel_update, world.channel.id, changes={"name": ("general", "hacked")})
    text = world.the("discord.channel.update").text or {}
    assert (text["name_before"], text["channel_name"]) == ("general", "hacked")


async def test_an_overwrite_says_what_is_now_allowed_to_whom(world: World) -> None:
    before, after = BITS(view_channel=True), BITS(view_channel=True, mention_everyone=True)
    changes: dict[str, Any] = {
        "allow": (str(before.value), str(after.value)),
        "deny": ("2048", str(2048 + 64)),
    }
    options = {"id": str(world.plain_role.id), "type": "0", "role_name": "Plain"}
    world.audit(Act.overwrite_update, world.channel.id, changes=changes, options=options)
    signal = world.the("discord.overwrite.update")
    assert (signal.channel, signal.target) == (world.channel.id, world.plain_role.id)
    assert signal.data["allowed"] == signal.data["dangerous"] == ["mention_everyone"]
    assert signal.data["denied"] == ["add_reactions"]
    assert (signal.data["target_is_role"], signal.data["target_is_everyone"]) == (True, False)
    assert (signal.text or {})["target_name"] == "Plain"


async def test_a_lock_for_everyone_is_seen_as_such(world: World) -> None:
    changes = {
        "id": (None, str(world.guild.id)),
        "type": (None, "0"),
        "allow": (None, "0"),
        "deny": (None, "2048"),
    }
    options = {"id": str(world.guild.id), "type": "0", "role_name": "@everyone"}
    world.audit(Act.overwrite_create, world.channel.id, changes=changes, options=options)
    signal = world.the("discord.overwrite.create")
    assert (signal.data["denied"], signal.data["target_is_everyone"]) == (["send_messages"], True)


async def test_an_overwrite_of_a_member_who_is_not_cached_keeps_their_id(world: World) -> None:
    changes = {"id": ("98", None), "type": ("1", None), "allow": ("0", None), "deny": ("2048", None)}
    world.audit(Act.overwrite_delete, world.channel.id, changes=changes, options={"id": "98", "type": "1"})
    signal = world.the("discord.overwrite.delete")
    assert (signal.target, signal.data["target_is_role"]) == (98, False)


async def test_a_webhook_says_where_it_writes(world: World) -> None:
    changes = {"name": (None, "Hook"), "type": (None, 1), "channel_id": (None, str(world.channel.id))}
    world.audit(Act.webhook_create, 77, changes=changes)
    signal = world.the("discord.webhook.create")
    assert (signal.channel, signal.target) == (world.channel.id, 77)
    assert (signal.text or {})["webhook_name"] == "Hook"


async def test_deletions_that_discord_counts_up_are_told_apart(world: World) -> None:
    entry = world.backend.snowflake()
    for count in ("1", "2"):
        options = {"channel_id": str(world.channel.id), "count": count}
        world.audit(Act.message_delete, world.member.id, options=options, id_=entry)
    first, second = world.of("discord.audit.message_delete")
    assert (first.id, second.id) == (f"audit:{entry}:1", f"audit:{entry}:2")
    assert (second.channel, second.target, second.data["count"]) == (world.channel.id, world.member.id, 2)


async def test_a_bulk_deletion_is_about_the_channel(world: World) -> None:
    world.audit(Act.message_bulk_delete, world.channel.id, options={"count": "50"})
    signal = world.the("discord.audit.message_bulk_delete")
    assert (signal.channel, signal.target, signal.data["count"]) == (world.channel.id, None, 50)


async def test_what_automod_did_names_its_rule_apart(world: World) -> None:
    options = {
        "channel_id": str(world.channel.id),
        "auto_moderation_rule_name": "no scams",
        "auto_moderation_rule_trigger_type": "1",
    }
    world.audit(Act.automod_block_message, world.member.id, options=options)
    signal = world.the("discord.automod.block")
    assert (signal.channel, signal.data["trigger"]) == (world.channel.id, "keyword")
    assert (signal.text or {})["automod_rule"] == "no scams"


async def test_all_else_is_told_by_the_name_of_its_action(world: World) -> None:
    world.audit(Act.home_settings_update, world.guild.id, changes={"x": (4, 0)})
    signal = world.the("discord.audit.home_settings_update")
    assert signal.data["changed"] == ["x"]
    assert signal.text == {"actor_name": "Moddy"}


async def test_an_action_that_has_no_name_yet_is_told_by_its_number(world: World) -> None:
    world.audit(9999, 77)
    signal = world.the("discord.audit.unknown")
    assert (signal.data["action"], signal.target) == (9999, 77)


async def test_an_entry_whose_changes_cannot_be_read_is_told_without_them(world: World) -> None:
    world.audit(Act.role_update, world.plain_role.id, changes={"permissions": ("not a number", "8")})
    signal = world.the("discord.role.update")
    assert (signal.actor, signal.target, signal.data["incomplete"]) == (
        world.mod.id,
        world.plain_role.id,
        True,
    )


async def test_an_act_is_told_also_when_its_reader_fails(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reader(entry: object) -> None:
        raise LookupError("a shape that nobody thought of")

    monkeypatch.setattr(audit, "ACTS", {"ban": ("discord.member.ban", reader)})
    world.audit(Act.ban, world.member.id)
    ban, failed = world.signals
    assert (ban.type, ban.actor, ban.target) == ("discord.member.ban", world.mod.id, world.member.id)
    assert ban.data["incomplete"] is True
    assert (failed.type, failed.data["error"]) == ("engine.sensor_failed", "LookupError")


async def test_the_same_entry_has_the_same_id(world: World) -> None:
    entry = world.audit(Act.ban, world.member.id)
    first = world.client.signals.pop()
    world.audit(Act.ban, world.member.id, id_=entry)
    assert world.the("discord.member.ban") == first
