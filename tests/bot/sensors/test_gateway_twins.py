"""What the gateway tells beside the audit log: types of their own, without an actor."""

from __future__ import annotations

import discord

from tests.bot.sensors.conftest import World

GATEWAY = "discord.gateway."


async def test_a_ban_and_its_lifting_have_no_actor(world: World) -> None:
    world.backend.apply_ban(world.guild.id, world.member.id, "spam")
    world.backend.remove_ban(world.guild.id, world.member.id)
    ban, unban = world.the(GATEWAY + "member.ban"), world.the(GATEWAY + "member.unban")
    assert [(each.actor, each.target) for each in (ban, unban)] == [(None, world.member.id)] * 2
    assert ban.text == {"target_name": "Bob"}


async def test_a_ban_over_rest_is_one_signal_of_each_type(world: World) -> None:
    guild = world.client.get_guild(world.guild.id)
    assert guild is not None
    await guild.ban(discord.Object(world.member.id))
    await world.env.settle()
    assert sorted(signal.type for signal in world.signals) == [
        "discord.gateway.member.ban",
        "discord.member.ban",
        "discord.member.leave",
    ]


async def test_a_channel_from_making_to_deleting(world: World) -> None:
    channel = world.guild.create_text_channel("plans")
    world.backend.edit_channel(channel.id, {"topic": "secret"})
    world.backend.delete_channel(channel.id)
    made, changed, deleted = (
        world.the(f"{GATEWAY}channel.{what}") for what in ("create", "update", "delete")
    )
    assert (made.id, deleted.id) == (f"channel:{channel.id}:create", f"channel:{channel.id}:delete")
    assert (made.channel, made.target, made.data) == (channel.id, channel.id, {"channel_type": "text"})
    assert changed.data["changed"] == ["topic"]
    assert deleted.text == {"channel_name": "plans"}


async def test_a_renamed_channel_says_both_names(world: World) -> None:
    world.backend.edit_channel(world.channel.id, {"name": "hacked"})
    text = world.the(GATEWAY + "channel.update").text
    assert text == {"channel_name": "hacked", "name_before": "general"}


async def test_a_channel_that_did_not_change_in_what_is_watched_is_not_told(world: World) -> None:
    world.backend.edit_channel(world.channel.id, {})
    assert world.signals == []


async def test_a_role_from_making_to_deleting(world: World) -> None:
    role = world.guild.create_role("Boss")
    world.signals[:] = world.signals[:1]  # a new role moves others up
    world.backend.edit_role(world.guild.id, role.id, {"permissions": 8, "name": "Bosses"})
    world.backend.delete_role(world.guild.id, role.id)
    made, changed, deleted = world.signals
    assert [each.type for each in world.signals] == [
        f"{GATEWAY}role.{what}" for what in ("create", "update", "delete")
    ]
    assert (made.id, deleted.id) == (f"role:{role.id}:create", f"role:{role.id}:delete")
    assert changed.data["changed"] == ["name", "permissions"]
    assert changed.data["dangerous"] == ["administrator"]
    assert changed.text == {"role_name": "Bosses", "name_before": "Boss"}
    assert deleted.text == {"role_name": "Bosses"}


async def test_a_role_that_did_not_change_in_what_is_watched_is_not_told(world: World) -> None:
    world.backend.edit_role(world.guild.id, world.plain_role.id, {})
    assert world.signals == []
