"""Edited messages."""

from __future__ import annotations

from typing import Any

from tests.bot.sensors import payloads
from tests.bot.sensors.conftest import World

EDIT = "discord.message.edit"


def update(world: World, message: int, **fields: Any) -> None:
    world.feed("MESSAGE_UPDATE", payloads.message(world, message, **fields))


async def test_an_edit_says_what_was_and_what_is(world: World) -> None:
    sent = await world.member.send(world.channel, "hello")
    await world.env.advance_time(90)
    await world.member.edit(sent, "goodbye")
    signal = world.the(EDIT)
    edited = signal.time
    assert signal.id == f"message:{sent.id}:edit:{edited}"
    assert edited == int(sent.created_at.timestamp() * 1000) + 90_000
    assert (signal.data["edited_after_seconds"], signal.data["content_changed"]) == (90, True)
    assert signal.text is not None
    assert (signal.text["content_before"], signal.text["content"]) == ("hello", "goodbye")


async def test_a_preview_that_discord_adds_is_no_edit(world: World) -> None:
    sent = await world.member.send(world.channel, "hello")
    update(world, sent.id, embeds=[{"title": "a page"}], edited_timestamp=None)
    assert world.of(EDIT) == []


async def test_a_pin_on_an_edited_message_is_no_further_edit(world: World) -> None:
    sent = await world.member.send(world.channel, "hello")
    await world.member.edit(sent, "goodbye")
    edited = world.backend.get_message(world.channel.id, sent.id).edited_timestamp
    update(world, sent.id, edited_timestamp=edited, pinned=True)
    assert len(world.of(EDIT)) == 1


async def test_an_edit_of_a_message_that_is_not_cached_lacks_what_was(world: World) -> None:
    update(world, world.backend.snowflake(), edited_timestamp=world.env.now().isoformat())
    signal = world.the(EDIT)
    assert signal.text is not None
    assert "content_before" not in signal.text
    assert "content_changed" not in signal.data


async def test_an_old_edit_of_a_message_that_is_not_cached_is_not_told_again(world: World) -> None:
    edited = world.env.now().isoformat()
    message = world.backend.snowflake()
    await world.env.advance_time(16 * 60)
    update(world, message, edited_timestamp=edited, pinned=True)
    assert world.of(EDIT) == []


async def test_the_same_edit_has_the_same_id(world: World) -> None:
    sent = await world.member.send(world.channel, "hello")
    await world.member.edit(sent, "goodbye")
    (args,) = [args for name, args in world.client.events if name == "raw_message_edit"]
    again = world.client.signals.pop()
    world.client.dispatch("raw_message_edit", *args)
    assert world.the(EDIT).id == again.id


async def test_an_edited_direct_message_is_not_looked_at(world: World) -> None:
    stranger = world.env.create_user("stranger")
    sent = await stranger.send_dm("psst")
    await stranger.edit(sent, "psst!")
    assert world.signals == []
