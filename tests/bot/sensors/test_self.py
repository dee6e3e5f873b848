"""What is done to the bot itself, and to those who guard the place."""

from __future__ import annotations

from typing import Any

import pytest
from discord import AuditLogAction, Permissions
from discord.utils import SnowflakeList

from tests.bot.sensors.conftest import World
from tests.bot.sensors.payloads import guild_that_the_bot_joins, user

MESSAGE = "discord.message.create"
VIEW = str(Permissions(view_channel=True).value)


def hides(world: World, who: int, kind: str) -> dict[str, Any]:
    """The entry of an overwrite that takes the sight of the channel from a role (0) or member (1)."""
    world.audit(
        AuditLogAction.overwrite_create,
        world.channel.id,
        changes={"deny": (None, VIEW), "id": (None, str(who)), "type": (None, kind)},
        options={"id": str(who), "type": kind, "role_name": "x"},
    )
    return world.of("discord.overwrite.create")[-1].data


def own_id(world: World) -> int:
    assert world.client.user is not None
    return world.client.user.id


async def test_an_overwrite_against_staff_says_so(world: World) -> None:
    assert hides(world, world.staff_role.id, "0")["target_is_staff"] is True
    assert hides(world, world.mod.id, "1")["target_is_staff"] is True
    assert hides(world, world.plain_role.id, "0")["target_is_staff"] is False
    assert hides(world, world.member.id, "1")["target_is_staff"] is False
    assert "target_is_staff" not in hides(world, 99, "1")


async def test_what_is_done_to_the_bot_says_so(world: World) -> None:
    assert hides(world, own_id(world), "1")["target_is_self"] is True
    assert "target_is_self" not in hides(world, world.member.id, "1")


async def test_what_is_done_to_a_role_of_the_bot_says_so(world: World) -> None:
    world.backend.add_member_role(world.guild.id, own_id(world), world.staff_role.id)
    assert hides(world, world.staff_role.id, "0")["target_is_self"] is True
    world.audit(AuditLogAction.role_update, world.staff_role.id, changes={"permissions": ("8", "0")})
    assert world.the("discord.role.update").data["target_is_self"] is True
    world.audit(AuditLogAction.role_update, world.plain_role.id, changes={"permissions": ("8", "0")})
    assert "target_is_self" not in world.of("discord.role.update")[-1].data


def overwritten(world: World, *denied: str) -> dict[str, Any]:
    """The channel, in which everyone is denied something."""
    bits = Permissions(**dict.fromkeys(denied, True)).value
    deny = {"id": str(world.guild.id), "type": 0, "allow": "0", "deny": str(bits)}
    return {
        "id": str(world.channel.id), "guild_id": str(world.guild.id), "type": 0, "name": "general",
        "position": 0, "topic": None, "nsfw": False, "parent_id": None, "rate_limit_per_user": 0,
        "permission_overwrites": [deny],
    }  # fmt: skip


async def test_what_the_bot_itself_loses_in_a_channel_is_told_whoever_is_overwritten(world: World) -> None:
    guild = world.client.get_guild(world.guild.id)
    assert guild is not None
    guild.me._roles = SnowflakeList([])
    guild.default_role._permissions = Permissions(view_channel=True, send_messages=True).value
    for denied in ((), ("send_messages", "add_reactions"), ("add_reactions",), ("view_channel",)):
        world.feed("CHANNEL_UPDATE", overwritten(world, *denied))
    told = [signal.data.get("self_lost") for signal in world.of("discord.gateway.channel.update")]
    assert told == [None, ["send_messages"], None, ["view_channel", "send_messages"]]


async def test_what_concerns_the_channel_of_the_alerts_says_so(world: World) -> None:
    world.client.context.alert_channels = lambda guild: {world.channel.id} if guild == world.guild.id else ()
    options = {"id": str(world.plain_role.id), "type": "0", "role_name": "x"}
    for action in (AuditLogAction.channel_update, AuditLogAction.channel_delete):
        world.audit(action, world.channel.id)
        world.audit(action, world.voice.id)
    world.audit(AuditLogAction.overwrite_create, world.channel.id, options=options)
    world.audit(AuditLogAction.webhook_delete, 77, changes={"channel_id": (str(world.channel.id), None)})
    world.audit(AuditLogAction.message_bulk_delete, world.channel.id, options={"count": "5"})
    world.feed("CHANNEL_UPDATE", overwritten(world, "view_channel"))
    told = [signal.data.get("alert_channel") for signal in world.signals]
    assert told == [True, None, True, None, True, True, None, True]


async def test_the_bot_is_removed(world: World) -> None:
    world.feed("GUILD_DELETE", {"id": str(world.guild.id)})
    signal = world.the("discord.bot.removed")
    assert (signal.guild, signal.target) == (world.guild.id, own_id(world))


async def test_the_bot_comes_into_a_guild(world: World) -> None:
    world.feed("GUILD_CREATE", guild_that_the_bot_joins(world))
    signal = world.the("discord.bot.added")
    assert (signal.guild, signal.target, signal.time) == (900, own_id(world), 1_767_225_600_000)


async def test_a_guild_that_is_there_again_is_not_new(world: World) -> None:
    world.feed("GUILD_CREATE", {**guild_that_the_bot_joins(world), "unavailable": False})
    assert world.of("discord.bot.added") == []


async def test_an_outage_is_no_removal(world: World) -> None:
    world.feed("GUILD_DELETE", {"id": str(world.guild.id), "unavailable": True})
    assert world.signals == []


async def test_messages_of_staff_and_of_the_owner_say_so(world: World) -> None:
    await world.mod.send(world.channel, "I moderate")
    await world.member.send(world.channel, "I do not")
    guild = world.client.get_guild(world.guild.id)
    assert guild is not None
    guild.owner_id = world.member.id
    await world.member.send(world.channel, "now it is mine")
    told = [signal.data.get("actor_is_staff") for signal in world.of(MESSAGE)]
    assert told == [True, None, True]
    assert [signal.data.get("actor_is_owner") for signal in world.of(MESSAGE)] == [None, None, True]


async def test_a_role_that_becomes_staff_is_noticed(world: World) -> None:
    await world.member.send(world.channel, "one")
    raw = {
        "id": str(world.plain_role.id), "name": "Plain", "permissions": "8", "position": 1, "color": 0,
        "hoist": False, "managed": False, "mentionable": False, "flags": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
    }  # fmt: skip
    world.feed("GUILD_ROLE_UPDATE", {"role": raw, "guild_id": str(world.guild.id)})
    await world.member.send(world.channel, "two")
    assert [signal.data.get("actor_is_staff") for signal in world.of(MESSAGE)] == [None, True]


@pytest.mark.parametrize(
    ("changes", "lowered"),
    [
        ({"verification_level": (3, 0)}, ["verification_level"]),
        ({"mfa_level": (1, 0), "explicit_content_filter": (2, 1)}, ["mfa_level", "explicit_content_filter"]),
        ({"verification_level": (1, 4)}, None),
        ({"name": ("a", "b")}, None),
    ],
)
async def test_lowered_safety(
    world: World, changes: dict[str, tuple[Any, Any]], lowered: list[str] | None
) -> None:
    world.audit(AuditLogAction.guild_update, world.guild.id, changes=changes)
    assert world.the("discord.guild.update").data.get("lowered") == lowered


async def test_a_rule_of_automod_that_is_switched_off(world: World) -> None:
    world.audit(AuditLogAction.automod_rule_update, 5, changes={"enabled": (True, False), "name": ("a", "b")})
    signal = world.the("discord.automod.rule_update")
    assert (signal.data["enabled"], signal.text and signal.text["automod_rule"]) == (False, "b")


async def test_who_joins_has_a_name_of_some_shape(world: World) -> None:
    world.feed(
        "GUILD_MEMBER_ADD",
        {
            "guild_id": str(world.guild.id),
            "user": user(world.backend.snowflake(), "RAIDER_07") | {"avatar": "abc"},
            "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0,
        },
    )  # fmt: skip
    text = world.the("discord.member.join").text
    assert text is not None
    assert (text["name_shape"], text["avatar"]) == ("raider", "abc")
