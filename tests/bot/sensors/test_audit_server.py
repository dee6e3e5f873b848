"""What belongs to the server: who changed settings, invitations, threads, pictures, events, filters."""

from __future__ import annotations

from typing import Any

import pytest
from discord import AuditLogAction as Act

from engine.signal import Signal
from tests.bot.sensors.conftest import World
from tests.bot.sensors.wire import TARGETLESS


def told(
    world: World, action: Act, target: int | None, changes: dict[str, tuple[Any, Any]], **more: Any
) -> Signal:
    """The signal of an entry."""
    world.audit(action, target, changes=changes, **more)
    return world.signals[-1]


async def test_settings_of_the_server_say_what_they_are_now(world: World) -> None:
    changes = {
        "verification_level": (3, 1),
        "mfa_level": (1, 0),
        "explicit_content_filter": (0, 2),
        "system_channel_id": (None, str(world.channel.id)),
        "owner_id": (str(world.mod.id), str(world.member.id)),
    }
    signal = told(world, Act.guild_update, world.guild.id, changes)
    assert signal.type == "discord.guild.update"
    assert signal.data["lowered"] == ["verification_level", "mfa_level"]
    assert (signal.data["verification_before"], signal.data["verification_level"]) == ("high", "low")
    assert (signal.data["mfa_level"], signal.data["explicit_content_filter"]) == ("disabled", "all_members")
    assert (signal.data["system_channel"], signal.data["new_owner"]) == (world.channel.id, world.member.id)


async def test_names_and_the_short_address_of_the_server_stand_apart(world: World) -> None:
    changes = {"name": ("Ours", "Theirs"), "vanity_url_code": ("ours", None)}
    signal = told(world, Act.guild_update, world.guild.id, changes)
    assert signal.data["changed"] == ["name", "vanity_url_code"]
    assert signal.text == {
        "actor_name": "Moddy",
        "guild_name": "Theirs",
        "name_before": "Ours",
        "vanity_before": "ours",
    }


async def test_an_invitation_for_all_and_for_ever_says_so(world: World) -> None:
    changes = {
        "code": (None, "abc"),
        "channel_id": (None, str(world.channel.id)),
        "inviter_id": (None, str(world.mod.id)),
        "max_uses": (None, 0),
        "max_age": (None, 0),
        "uses": (None, 0),
        "temporary": (None, False),
    }
    signal = told(world, Act.invite_create, None, changes)
    assert (signal.type, signal.channel, signal.target) == ("discord.invite.create", world.channel.id, None)
    assert (signal.data["code"], signal.data["inviter"]) == ("abc", world.mod.id)
    assert (signal.data["max_uses"], signal.data["max_age_seconds"], signal.data["unlimited"]) == (0, 0, True)
    assert signal.data["temporary"] is False


async def test_an_invitation_for_some_or_for_a_while_is_not_unlimited(world: World) -> None:
    signal = told(world, Act.invite_create, None, {"max_uses": (None, 0), "max_age": (None, 86400)})
    assert (signal.data["max_age_seconds"], "unlimited" in signal.data) == (86400, False)


async def test_an_invitation_that_gives_roles_names_them(world: World) -> None:
    signal = told(world, Act.invite_create, None, {"role_ids": (None, [str(world.staff_role.id)])})
    assert signal.data["grants"] == [world.staff_role.id]


async def test_a_deleted_invitation_says_who_had_made_it(world: World) -> None:
    changes = {"code": ("abc", None), "inviter_id": (str(world.member.id), None), "uses": (7, None)}
    signal = told(world, Act.invite_delete, None, changes)
    assert (signal.actor, signal.data["inviter"], signal.data["uses"]) == (world.mod.id, world.member.id, 7)


async def test_a_thread_that_is_not_known_yet_is_told_without_its_place(world: World) -> None:
    changes = {
        "name": (None, "rules"),
        "type": (None, 11),
        "archived": (None, False),
        "locked": (None, False),
    }
    signal = told(world, Act.thread_create, 77, changes)
    assert (signal.type, signal.channel, signal.target) == ("discord.thread.create", None, 77)
    assert signal.data["channel_type"] == "public_thread"
    assert (signal.text or {})["thread_name"] == "rules"


async def test_a_thread_of_the_cache_has_a_place_and_a_name(world: World) -> None:
    thread = world.backend.snowflake()
    metadata = {
        "archived": False,
        "auto_archive_duration": 60,
        "archive_timestamp": "2026-01-01T00:00:00+00:00",
    }
    payload = {
        "id": str(thread), "guild_id": str(world.guild.id), "parent_id": str(world.channel.id), "type": 11,
        "name": "birds", "owner_id": str(world.member.id), "message_count": 0, "member_count": 1,
        "newly_created": True, "thread_metadata": {**metadata, "locked": False}, "last_message_id": None,
    }  # fmt: skip
    world.feed("THREAD_CREATE", payload)
    signal = told(world, Act.thread_update, thread, {"locked": (False, True), "archived": (False, True)})
    assert (signal.channel, signal.data["locked"], signal.data["archived"]) == (world.channel.id, True, True)
    assert (signal.text or {})["thread_name"] == "birds"


async def test_a_link_to_another_service_says_of_what_kind(world: World) -> None:
    signal = told(world, Act.integration_create, 77, {"type": (None, "twitch"), "name": (None, "Stream")})
    assert (signal.type, signal.data["integration_type"]) == ("discord.integration.create", "twitch")
    assert (signal.text or {})["integration_name"] == "Stream"


async def test_a_command_that_is_opened_to_everyone_says_so(world: World) -> None:
    everyone = {"id": str(world.guild.id), "type": 1, "permission": True}
    mod = {"id": str(world.mod.id), "type": 2, "permission": False}
    changes = {str(world.guild.id): (None, everyone), str(world.mod.id): (None, mod)}
    signal = told(world, Act.app_command_permission_update, 77, changes, options={"application_id": "5"})
    assert (signal.type, signal.data["application"]) == ("discord.command.permissions", 5)
    assert (signal.data["allowed"], signal.data["denied"]) == ([world.guild.id], [world.mod.id])
    assert signal.data["opened_to_everyone"] is True


@pytest.mark.parametrize(
    ("action", "type_"),
    [
        (Act.emoji_delete, "discord.emoji.delete"),
        (Act.sticker_delete, "discord.sticker.delete"),
        (Act.soundboard_sound_delete, "discord.sound.delete"),
    ],
)
async def test_what_is_deleted_is_named_apart(world: World, action: Act, type_: str) -> None:
    signal = told(world, action, 77, {"name": ("wave", None)})
    assert (signal.type, signal.target) == (type_, 77)
    assert (signal.text or {})["expression_name"] == "wave"


async def test_an_emoji_with_another_name_says_both(world: World) -> None:
    text = told(world, Act.emoji_update, 77, {"name": ("wave", "slur")}).text or {}
    assert (text["name_before"], text["expression_name"]) == ("wave", "slur")


async def test_an_event_counts_the_links_in_what_it_says(world: World) -> None:
    changes = {
        "name": (None, "Free Nitro https://a.example"),
        "description": (None, "see https://b.example"),
        "location": (None, "https://c.example"),
        "status": (None, 1),
    }
    signal = told(world, Act.scheduled_event_create, 77, changes)
    assert (signal.type, signal.data["links"], signal.data["status"]) == (
        "discord.event.create",
        3,
        "scheduled",
    )
    assert (signal.text or {})["location"] == "https://c.example"


async def test_an_event_without_links_tells_no_number_of_them(world: World) -> None:
    signal = told(world, Act.scheduled_event_update, 77, {"status": (1, 2), "description": ("a", None)})
    assert (signal.data["status"], "links" in signal.data) == ("active", False)


async def test_a_stage_says_what_it_is_about(world: World) -> None:
    options = {"channel_id": str(world.channel.id)}
    signal = told(world, Act.stage_instance_create, 77, {"topic": (None, "birds")}, options=options)
    assert (signal.type, signal.channel) == ("discord.stage.create", world.channel.id)
    assert (signal.text or {})["topic"] == "birds"


async def test_a_filter_that_applies_to_fewer_people_says_to_whom_not(world: World) -> None:
    changes = {"exempt_roles": (["7"], ["7", str(world.plain_role.id)]), "exempt_channels": ([], ["8"])}
    signal = told(world, Act.automod_rule_update, 77, changes)
    assert signal.type == "discord.automod.rule_update"
    assert signal.data["exempted"] == [world.plain_role.id, 8]
    assert "weakened" not in signal.data


@pytest.mark.parametrize(
    ("changes", "is_weakened"),
    [
        ({"trigger_metadata": ({"keyword_filter": ["a", "b"]}, {"keyword_filter": ["a"]})}, True),
        ({"trigger_metadata": ({"keyword_filter": ["a"]}, {"keyword_filter": ["a", "b"]})}, None),
        ({"$remove_regex_patterns": (None, ["x+"])}, True),
        ({"$add_keyword_filter": (None, ["x"])}, None),
        ({"actions": ([{"type": 1, "metadata": {}}], [])}, True),
        ({"actions": ([], [{"type": 1, "metadata": {}}])}, None),
        ({"name": ("a", "b")}, None),
    ],
)
async def test_a_filter_that_looks_for_less_says_so(
    world: World, changes: dict[str, tuple[Any, Any]], is_weakened: bool | None
) -> None:
    signal = told(world, Act.automod_rule_update, 77, changes)
    assert signal.data.get("weakened") is is_weakened


async def test_a_webhook_says_of_what_kind_it_is(world: World) -> None:
    changes = {"name": ("a", "b"), "type": (None, 1)}
    signal = told(world, Act.webhook_update, 77, changes)
    assert signal.data["webhook_type"] == "incoming"
    assert ((signal.text or {})["name_before"], (signal.text or {})["webhook_name"]) == ("a", "b")


async def test_nothing_that_people_wrote_stands_in_the_journal_body(world: World) -> None:
    """Whatever name Discord gives it: one word in every text of every entry, and none of it in `data`."""
    secret = "Xyzzy"
    texts = ("name", "description", "topic", "location", "nick", "vanity_url_code", "tags", "title", "asset")
    changes = dict.fromkeys(texts, (f"{secret} before", f"{secret} after"))
    options = {
        "channel_id": "5", "count": "1", "id": "6", "type": "0", "role_name": secret, "message_id": "7",
        "application_id": "5", "auto_moderation_rule_name": secret, "auto_moderation_rule_trigger_type": "1",
        "delete_member_days": "7", "members_removed": "3",
    }  # fmt: skip
    for action in Act:
        if action is not Act.app_command_permission_update:
            target = None if action in TARGETLESS else 77
            world.audit(action, target, changes=changes, options=options, reason=secret)
    assert len(world.signals) > 50
    for signal in world.signals:
        assert secret not in repr(signal.data), signal.type
        assert secret not in signal.id
        assert (signal.text or {})["reason"] == secret
