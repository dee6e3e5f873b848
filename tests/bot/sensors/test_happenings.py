"""What people do on the in-memory Discord, in its own payloads: one signal for one happening."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import discord
import pytest

from tests.bot.sensors.conftest import World

Doing = Callable[[World], Awaitable[object]]
GATEWAY = "discord.gateway."


def guild_of(world: World) -> discord.Guild:
    guild = world.client.get_guild(world.guild.id)
    assert guild is not None
    return guild


def channel_of(world: World) -> discord.TextChannel:
    channel = guild_of(world).get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def react_and_take_back(world: World) -> None:
    message = await world.member.send(world.channel, "birds")
    await world.mod.react(message, "\U0001f426")
    await world.mod.unreact(message, "\U0001f426")


async def come_and_go_in_voice(world: World) -> None:
    await world.member.join_voice(world.voice)
    await world.member.set_voice(self_mute=True)
    await world.member.join_voice(world.stage)
    await world.member.leave_voice()


async def begin_and_delete_a_thread(world: World) -> None:
    thread = world.backend.create_thread(world.channel.id, "birds", world.member.id)
    await world.env.settle()
    found = guild_of(world).get_thread(thread.id)
    assert found is not None
    await found.edit(name="bats")
    await found.delete()


async def invite(world: World) -> None:
    world.backend.create_invite(world.channel.id, world.member.id, max_age=0)


async def plan_and_cancel(world: World) -> None:
    event = world.backend.create_scheduled_event(
        world.guild.id, name="Walk", entity_type=3, creator_id=world.member.id,
        scheduled_start_time="2026-02-01T00:00:00+00:00", scheduled_end_time="2026-02-01T01:00:00+00:00",
        entity_metadata={"location": "the lake"},
    )  # fmt: skip
    await world.env.settle()
    world.backend.delete_scheduled_event(world.guild.id, event.id)


async def draw(world: World) -> None:
    await guild_of(world).create_custom_emoji(name="wave", image=b"\x89PNG\r\n\x1a\n" + bytes(16))


async def hook(world: World) -> None:
    await (await channel_of(world).create_webhook(name="Feed")).delete()


async def be_stopped_by_automod(world: World) -> None:
    body = {
        "name": "scams", "event_type": 1, "trigger_type": 1, "enabled": True,
        "trigger_metadata": {"keyword_filter": ["*nitro*"]}, "actions": [{"type": 1, "metadata": {}}],
        "exempt_roles": [], "exempt_channels": [],
    }  # fmt: skip
    world.backend.create_auto_mod_rule(world.guild.id, world.mod.id, body)
    await world.member.send(world.channel, "free nitro")


async def rename(world: World) -> None:
    await guild_of(world).edit(name="Theirs")


@pytest.mark.parametrize(
    ("doing", "types"),
    [
        (react_and_take_back, ["discord.message.create", "discord.reaction.add", "discord.reaction.remove"]),
        (come_and_go_in_voice, ["discord.voice.join", "discord.voice.move", "discord.voice.leave"]),
        (
            begin_and_delete_a_thread,
            [
                GATEWAY + "thread.create",
                "discord.message.create",  # Discord says in it that it has another name
                GATEWAY + "thread.update",
                GATEWAY + "thread.delete",
            ],
        ),
        (invite, [GATEWAY + "invite.create"]),
        (plan_and_cancel, [GATEWAY + "event.create", GATEWAY + "event.delete"]),
        (draw, [GATEWAY + "emoji.update"]),
        (hook, [GATEWAY + "webhook.update"]),
        (be_stopped_by_automod, [GATEWAY + "automod.action"]),
        (rename, [GATEWAY + "guild.update"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_each_happening_is_one_signal(world: World, doing: Doing, types: list[str]) -> None:
    """What the in-memory Discord writes into its audit log besides is another matter."""
    await doing(world)
    await world.env.settle()
    assert [signal.type for signal in world.signals if "action" not in signal.data] == types
