"""Deleted messages, one and many."""

from __future__ import annotations

from tests.bot.sensors.conftest import World

DELETE = "discord.message.delete"
BULK_DELETE = "discord.message.bulk_delete"


async def test_a_deleted_message_names_its_author_and_not_who_deleted_it(world: World) -> None:
    sent = await world.member.send(world.channel, "hello")
    await world.env.advance_time(60)
    await world.mod.delete(sent)
    signal = world.the(DELETE)
    assert (signal.id, signal.actor, signal.target) == (f"message:{sent.id}:delete", None, world.member.id)
    assert signal.data["message_age_seconds"] == 60
    assert signal.text == {"content": "hello", "target_name": "Bob"}


async def test_a_message_that_is_not_cached_has_its_id_alone(world: World) -> None:
    message = str(world.backend.snowflake())
    place = {"channel_id": str(world.channel.id), "guild_id": str(world.guild.id)}
    world.feed("MESSAGE_DELETE", {"id": message, **place})
    signal = world.the(DELETE)
    assert (signal.target, signal.text) == (None, None)
    assert signal.data == {"message": int(message), "message_age_seconds": 0}


async def test_many_at_once_are_one_signal(world: World) -> None:
    sent = [await world.member.send(world.channel, f"message {n}") for n in range(3)]
    world.backend.bulk_delete_messages(world.channel.id, [each.id for each in sent])
    await world.env.settle()
    signal = world.the(BULK_DELETE)
    assert signal.data == {
        "count": 3,
        "messages": [each.id for each in sent],
        "authors": [world.member.id],
    }
    assert signal.text is None
    assert world.of(DELETE) == []


async def test_deleted_direct_messages_are_not_looked_at(world: World) -> None:
    stranger = world.env.create_user("stranger")
    sent = await stranger.send_dm("psst")
    await stranger.delete(sent)
    world.feed("MESSAGE_DELETE_BULK", {"ids": ["1", "2"], "channel_id": "3"})
    assert world.signals == []
