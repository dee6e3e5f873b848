"""Voice and reactions, which only the gateway tells; and its twins of what the audit log tells."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.sensors.conftest import World
from tests.bot.sensors.payloads import (
    emoji,
    integration,
    invite,
    planned,
    reaction,
    sticker,
    stopped,
    thread,
    user,
    voice,
)

GATEWAY = "discord.gateway."


async def test_who_comes_goes_and_moves_in_voice(world: World) -> None:
    for channel in (world.voice.id, world.stage.id, None):
        world.feed("VOICE_STATE_UPDATE", voice(world, channel))
    join, move, leave = world.signals
    assert [each.type for each in world.signals] == [
        f"discord.voice.{what}" for what in ("join", "move", "leave")
    ]
    assert (join.actor, join.target, join.channel) == (world.member.id, None, world.voice.id)
    assert (move.actor, move.target, move.channel) == (None, world.member.id, world.stage.id)
    assert move.data["from_channel"] == world.voice.id
    assert (leave.actor, leave.target, leave.channel) == (None, world.member.id, world.stage.id)
    assert join.text == {"channel_name": "lounge", "member_name": "Bob"}


async def test_people_who_mute_themselves_are_no_news(world: World) -> None:
    world.feed("VOICE_STATE_UPDATE", voice(world, world.voice.id))
    world.signals.clear()
    for own in ("self_mute", "self_deaf", "self_video", "suppress"):
        world.feed("VOICE_STATE_UPDATE", voice(world, world.voice.id, **{own: True}))
    assert world.signals == []


async def test_who_is_muted_by_a_moderator_is_a_twin(world: World) -> None:
    world.feed("VOICE_STATE_UPDATE", voice(world, world.voice.id))
    world.feed("VOICE_STATE_UPDATE", voice(world, world.voice.id, mute=True, deaf=True))
    signal = world.the(GATEWAY + "voice.update")
    assert (signal.actor, signal.target) == (None, world.member.id)
    assert (signal.data["muted"], signal.data["deafened"]) == (True, True)


async def test_voice_in_a_channel_that_is_not_known_is_nothing(world: World) -> None:
    world.feed("VOICE_STATE_UPDATE", voice(world, 404))
    stranger = voice(world, world.voice.id, user_id="405")
    del stranger["member"]
    world.feed("VOICE_STATE_UPDATE", stranger)
    assert world.signals == []


async def test_a_reaction_names_who_reacts_to_whom(world: World) -> None:
    world.feed("MESSAGE_REACTION_ADD", reaction(world))
    signal = world.the("discord.reaction.add")
    assert (signal.actor, signal.target, signal.channel) == (world.member.id, world.mod.id, world.channel.id)
    assert (signal.data["emoji"], signal.data["message"], signal.data["is_bot"]) == ("\U0001f426", 74, False)
    assert signal.text is None


async def test_an_emoji_of_the_server_is_its_id_not_its_name(world: World) -> None:
    world.feed("MESSAGE_REACTION_ADD", reaction(world, emoji={"id": "5", "name": "rude"}))
    assert world.the("discord.reaction.add").data["emoji"] == "5"


async def test_a_reaction_by_somebody_who_is_not_cached(world: World) -> None:
    payload = reaction(world, user_id="404")
    del payload["member"], payload["message_author_id"]
    world.feed("MESSAGE_REACTION_ADD", payload)
    signal = world.the("discord.reaction.add")
    assert (signal.actor, signal.target, "is_bot" in signal.data) == (404, None, False)


async def test_reactions_that_come_fast_say_how_fast(world: World) -> None:
    for ahead in (0, 500, 60_000):
        world.client.ahead = ahead
        world.feed("MESSAGE_REACTION_ADD", reaction(world))
    told = [signal.data.get("since_last_seconds") for signal in world.of("discord.reaction.add")]
    assert told == [None, 0.5, None]


async def test_reactions_of_the_bot_itself_are_its_own(world: World) -> None:
    assert world.client.user is not None
    world.feed("MESSAGE_REACTION_ADD", reaction(world, user_id=str(world.client.user.id)))
    assert world.the("discord.reaction.add").data["self"] is True


async def test_whose_reaction_is_gone_is_told_and_not_by_whom(world: World) -> None:
    world.feed("MESSAGE_REACTION_REMOVE", reaction(world))
    signal = world.the("discord.reaction.remove")
    assert (signal.actor, signal.target) == (None, world.member.id)


async def test_reactions_that_are_taken_from_a_message(world: World) -> None:
    place = {"guild_id": str(world.guild.id), "channel_id": str(world.channel.id), "message_id": "74"}
    world.feed("MESSAGE_REACTION_REMOVE_ALL", place)
    world.feed("MESSAGE_REACTION_REMOVE_EMOJI", {**place, "emoji": {"id": None, "name": "x"}})
    told = [(signal.actor, signal.data) for signal in world.of("discord.reaction.clear")]
    assert told == [(None, {"message": 74}), (None, {"message": 74, "emoji": "x"})]


async def test_reactions_outside_servers_are_nothing(world: World) -> None:
    payload = reaction(world)
    del payload["guild_id"], payload["member"]
    for event in ("ADD", "REMOVE", "REMOVE_ALL", "REMOVE_EMOJI"):
        world.feed(f"MESSAGE_REACTION_{event}", payload)
    assert world.signals == []


async def test_a_thread_is_told_with_who_began_it(world: World) -> None:
    id_ = world.backend.snowflake()
    world.feed("THREAD_CREATE", thread(world, id_))
    signal = world.the(GATEWAY + "thread.create")
    assert (signal.id, signal.actor, signal.channel, signal.target) == (
        f"thread:{id_}:create", world.member.id, world.channel.id, id_,
    )  # fmt: skip
    assert (signal.text, signal.data["actor_is_bot"]) == ({"thread_name": "birds"}, False)
    world.feed("THREAD_CREATE", thread(world, world.backend.snowflake(), owner_id="404"))
    assert "actor_is_bot" not in world.signals[-1].data


async def test_a_thread_that_is_told_twice_is_one(world: World) -> None:
    id_ = world.backend.snowflake()
    world.feed("THREAD_CREATE", thread(world, id_))
    world.feed("THREAD_CREATE", thread(world, id_))
    assert len(world.signals) == 1


async def test_a_thread_that_changes_and_goes(world: World) -> None:
    id_ = world.backend.snowflake()
    world.feed("THREAD_CREATE", thread(world, id_))
    world.feed("THREAD_UPDATE", thread(world, id_, message_count=5))
    world.feed("THREAD_UPDATE", thread(world, id_, name="bats"))
    gone = {"id": str(id_), "guild_id": str(world.guild.id), "parent_id": str(world.channel.id), "type": 11}
    world.feed("THREAD_DELETE", gone)
    update, delete = world.the(GATEWAY + "thread.update"), world.the(GATEWAY + "thread.delete")
    assert (update.data["changed"], update.text) == (
        ["name"],
        {"thread_name": "bats", "name_before": "birds"},
    )
    assert (delete.actor, delete.text) == (None, {"thread_name": "bats"})


async def test_a_thread_that_was_closed_goes_without_its_name(world: World) -> None:
    gone = {"id": "404", "guild_id": str(world.guild.id), "parent_id": str(world.channel.id), "type": 11}
    world.feed("THREAD_DELETE", gone)
    assert world.the(GATEWAY + "thread.delete").text is None


async def test_an_invitation_is_told_with_its_limits(world: World) -> None:
    world.feed("INVITE_CREATE", invite(world))
    world.feed("INVITE_CREATE", invite(world, code="def", max_age=60, inviter=None))
    free, limited = world.of(GATEWAY + "invite.create")
    assert (free.id, free.actor, free.data["unlimited"]) == ("invite:abc:create", world.member.id, True)
    assert (limited.actor, limited.data["max_age_seconds"], "unlimited" in limited.data) == (None, 60, False)


async def test_an_invitation_that_goes_has_no_actor(world: World) -> None:
    place = {"guild_id": str(world.guild.id), "channel_id": str(world.channel.id)}
    world.feed("INVITE_DELETE", {"code": "abc", **place})
    signal = world.the(GATEWAY + "invite.delete")
    assert (signal.actor, signal.data["code"]) == (None, "abc")


async def test_an_invitation_to_a_group_of_friends_is_nothing(world: World) -> None:
    payload = invite(world)
    del payload["guild_id"]
    world.feed("INVITE_CREATE", payload)
    assert world.signals == []


async def test_something_about_the_webhooks_of_a_channel_changed(world: World) -> None:
    place = {"guild_id": str(world.guild.id), "channel_id": str(world.channel.id)}
    world.feed("WEBHOOKS_UPDATE", place)
    assert world.the(GATEWAY + "webhook.update").channel == world.channel.id


async def test_integrations_come_change_and_go(world: World) -> None:
    world.feed("INTEGRATION_CREATE", integration(world))
    world.feed("INTEGRATION_UPDATE", integration(world))
    world.feed("INTEGRATION_DELETE", {"id": "71", "guild_id": str(world.guild.id)})
    create, update, delete = world.signals
    assert (create.data, update.data) == ({"application": 72, "integration_type": "discord"},) * 2
    assert (delete.id, delete.target, delete.data) == ("integration:71:delete", 71, {})


async def test_emojis_and_stickers_that_came_went_or_were_renamed(world: World) -> None:
    guild = {"guild_id": str(world.guild.id)}
    world.feed("GUILD_EMOJIS_UPDATE", {"emojis": [emoji(76, "wave"), emoji(78, "nod")], **guild})
    world.feed("GUILD_EMOJIS_UPDATE", {"emojis": [emoji(76, "hand")], **guild})
    world.feed("GUILD_EMOJIS_UPDATE", {"emojis": [emoji(76, "hand")], **guild})
    came, went = world.of(GATEWAY + "emoji.update")
    assert (came.data, went.data) == ({"added": [76, 78]}, {"removed": [78], "renamed": [76]})
    world.feed("GUILD_STICKERS_UPDATE", {"stickers": [sticker(world, 77, "wave")], **guild})
    assert world.the(GATEWAY + "sticker.update").data == {"added": [77]}


async def test_a_planned_event_is_told_with_who_planned_it(world: World) -> None:
    world.feed("GUILD_SCHEDULED_EVENT_CREATE", planned(world))
    world.feed("GUILD_SCHEDULED_EVENT_UPDATE", planned(world, user_count=5))
    world.feed("GUILD_SCHEDULED_EVENT_UPDATE", planned(world, status=2))
    world.feed("GUILD_SCHEDULED_EVENT_DELETE", planned(world))
    create, update, delete = world.signals
    assert (create.actor, create.data["links"]) == (world.member.id, 1)
    assert (update.actor, update.data["changed"], update.data["status"]) == (None, ["status"], "active")
    assert (delete.actor, (delete.text or {})["location"]) == (None, "the lake")


async def test_settings_of_the_server_that_were_lowered(world: World) -> None:
    guild = world.client.get_guild(world.guild.id)
    assert guild is not None
    raw: dict[str, Any] = {"id": str(guild.id), "name": guild.name, "owner_id": str(guild.owner_id)}
    raw["default_message_notifications"] = guild.default_notifications.value
    world.feed("GUILD_UPDATE", raw | {"verification_level": 3})
    world.feed("GUILD_UPDATE", raw | {"verification_level": 0, "name": "Theirs"})
    raised, lowered = world.of(GATEWAY + "guild.update")
    assert (raised.data, raised.text) == ({"changed": ["verification_level"]}, None)
    assert lowered.data == {"changed": ["name", "verification_level"], "lowered": ["verification_level"]}
    assert (lowered.actor, lowered.text) == (None, {"guild_name": "Theirs", "name_before": "The Guild"})


@pytest.mark.parametrize("content", ["free nitro", ""])
async def test_what_automod_stopped_has_its_text_apart(world: World, content: str) -> None:
    """Without the intent for the content of messages Discord leaves it empty."""
    world.feed("AUTO_MODERATION_ACTION_EXECUTION", stopped(world, content=content, matched_content=content))
    signal = world.the(GATEWAY + "automod.action")
    assert (signal.actor, signal.target, signal.data["done"]) == (None, world.member.id, "block_message")
    assert (signal.text or {}).get("content") == (content or None)
    assert (signal.text or {})["matched_keyword"] == "nitro*"


async def test_a_bot_that_comes_brings_a_role_of_its_own(world: World) -> None:
    role = {
        "id": str(world.backend.snowflake()), "name": "Helper", "permissions": "8", "position": 1, "color": 0,
        "hoist": False, "managed": True, "mentionable": False, "flags": 0, "tags": {"bot_id": "72"},
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
    }  # fmt: skip
    world.feed("GUILD_ROLE_CREATE", {"guild_id": str(world.guild.id), "role": role})
    signal = world.the(GATEWAY + "role.create")
    assert (signal.data["bot"], signal.data["permissions_gained"]) == (72, ["administrator"])
    world.feed("GUILD_MEMBER_ADD", {"user": user(72) | {"bot": True}, "guild_id": str(world.guild.id),
        "roles": [role["id"]], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0})  # fmt: skip
    assert world.the("discord.member.join").data["is_bot"] is True
