"""Messages, as discord.py parsed them."""

from __future__ import annotations

import discord
from simcord.enums import MessageType

from tests.bot.sensors import payloads
from tests.bot.sensors.conftest import World

CREATE = "discord.message.create"


async def test_a_message_says_who_wrote_what_and_where(world: World) -> None:
    sent = await world.member.send(world.channel, "hello there")
    signal = world.the(CREATE)
    assert (signal.id, signal.guild, signal.channel, signal.actor, signal.target) == (
        f"message:{sent.id}",
        world.guild.id,
        world.channel.id,
        world.member.id,
        None,
    )
    assert signal.time == int(sent.created_at.timestamp() * 1000)
    assert signal.text == {"content": "hello there", "actor_name": "Bob", "channel_name": "general"}
    assert signal.data == {
        "message": sent.id,
        "length": 11,
        "links": 0,
        "mentions": 0,
        "role_mentions": 0,
        "mention_everyone": False,
        "attachments": 0,
        "embeds": 0,
        "is_reply": False,
        "is_bot": False,
        "is_system": False,
        "webhook": False,
        "account_age_days": 0.0,
        "member_age_hours": 0.0,
        "actor_roles": [world.plain_role.id],
    }


async def test_ages_count_from_the_account_and_from_joining(world: World) -> None:
    await world.env.advance_time(36 * 3600)
    await world.member.send(world.channel, "hello")
    signal = world.the(CREATE)
    assert signal.data["account_age_days"] == 1.5
    assert signal.data["member_age_hours"] == 36.0


async def test_a_nickname_goes_before_other_names(world: World) -> None:
    await world.mod.send(world.channel, "hello")
    assert world.the(CREATE).text is not None
    assert world.the(CREATE).text["actor_name"] == "Moddy"


async def test_links_and_mentions_are_counted(world: World) -> None:
    text = f"http://a.example HTTPS://b.example <@{world.mod.id}> <@&{world.staff_role.id}>"
    await world.member.send(world.channel, text)
    data = world.the(CREATE).data
    assert (data["links"], data["mentions"], data["role_mentions"]) == (2, 1, 1)


async def test_files_are_counted_and_their_names_stand_apart(world: World) -> None:
    await world.member.send(world.channel, attachments=[("a.txt", b"x"), ("virus.exe", b"y")])
    signal = world.the(CREATE)
    assert signal.data["attachments"] == 2
    assert signal.text is not None
    assert signal.text["attachment_names"] == ["a.txt", "virus.exe"]


async def test_a_reply_says_so(world: World) -> None:
    first = await world.member.send(world.channel, "one")
    await world.mod.send(world.channel, "two", reply_to=first)
    assert [signal.data["is_reply"] for signal in world.of(CREATE)] == [False, True]


async def test_a_forward_shows_what_was_forwarded(world: World) -> None:
    first = await world.member.send(world.channel, "free nitro")
    await world.member.forward(first, world.channel)
    signal = world.of(CREATE)[1]
    assert signal.data["is_forward"] is True
    assert signal.text is not None
    assert signal.text["forwarded_content"] == "free nitro"


async def test_a_webhook_is_its_own_author(world: World) -> None:
    webhook = world.guild.create_webhook(world.channel, "News")
    await webhook.send("hello", embed=discord.Embed(title="Win", description="at https://bad.example"))
    signal = world.the(CREATE)
    assert (signal.actor, signal.data["webhook"]) == (webhook.id, True)
    assert "member_age_hours" not in signal.data
    assert signal.text is not None
    assert signal.text["embed_text"] == "Win\nat https://bad.example"


async def test_all_parts_of_an_embed_are_read(world: World) -> None:
    embed = discord.Embed(title="t", url="https://u.example", description="d")
    embed.set_author(name="a", url="https://a.example").add_field(name="n", value="v").set_footer(text="f")
    await world.guild.create_webhook(world.channel).send("", embed=embed)
    assert world.the(CREATE).text is not None
    assert world.the(CREATE).text["embed_text"].split("\n") == [
        "a", "https://a.example", "t", "https://u.example", "d", "n", "v", "f",
    ]  # fmt: skip


async def test_the_bots_own_messages_say_so(world: World) -> None:
    channel = world.client.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send("an alert")
    await world.env.settle()
    assert world.the(CREATE).data["self"] is True


async def test_a_direct_message_is_not_looked_at(world: World) -> None:
    await world.env.create_user("stranger").send_dm("psst")
    assert world.signals == []


async def test_what_discord_writes_itself_says_so(world: World) -> None:
    world.guild.create_system_message(world.channel, MessageType.NEW_MEMBER, author=world.member)
    await world.env.settle()
    assert world.the(CREATE).data["is_system"] is True


async def test_the_same_message_has_the_same_id(world: World) -> None:
    await world.member.send(world.channel, "hello")
    (event,) = [args for name, args in world.client.events if name == "message"]
    again = world.client.signals.pop()
    world.client.dispatch("message", *event)
    assert (world.the(CREATE).id, world.the(CREATE).text) == (again.id, again.text)


async def test_a_message_in_an_uncached_guild_and_channel_is_still_told(world: World) -> None:
    author = payloads.user(44, "x")
    sent = payloads.message(
        world, world.backend.snowflake(), guild_id="42", channel_id="43", author=author, embeds=[]
    )
    world.feed("MESSAGE_CREATE", sent)
    signal = world.the(CREATE)
    assert (signal.guild, signal.channel, signal.actor) == (42, 43, 44)
    assert signal.text == {"content": "hello", "actor_name": "x"}
