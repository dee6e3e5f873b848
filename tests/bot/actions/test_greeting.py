"""One card greets who may administer the bot in a guild that it has come into."""

from __future__ import annotations

from pathlib import Path

import simcord

from engine.documents.document import Document
from tests.discord.world import World, world


def operators(w: World) -> list[Document]:
    del w
    return [Document("settings", "all", "tests", "s.yml", 0, {"kind": "settings"}, {})]


def join(w: World, guild: simcord.GuildHandle) -> None:
    """The double tells of a guild that came as of one that is available again; Discord does not."""
    found = w.assembly.client.get_guild(guild.id)
    assert found is not None
    w.assembly.client.dispatch("guild_join", found)


async def test_the_owner_is_greeted_once_and_told_what_to_do(tmp_path: Path) -> None:
    async with world(tmp_path, documents=operators) as w:
        owner = w.env.create_user("dora")
        guild = w.env.create_guild("Chess *Club*", owner=owner)
        await w.env.settle()
        join(w, guild)
        await w.settled()
        card = owner.dm_channel.last_message
        count = len(owner.dm_channel.history())
        await w.again(documents=operators(w))
        await w.settled()
        assert len(owner.dm_channel.history()) == count == 1

    assert card is not None
    assert card.content == "👋 Hello, I am here to watch over Chess \\*Club\\*"
    assert "`/setup` asks three things" in (card.embeds[0].description or "")


async def test_where_the_owner_takes_no_messages_a_channel_does(tmp_path: Path) -> None:
    async with world(tmp_path, documents=operators) as w:
        owner = w.env.create_user("dora")
        w.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)
        guild = w.env.create_guild("Chess Club", owner=owner)
        channel = guild.create_text_channel("lobby")
        await w.env.settle()
        join(w, guild)
        await w.settled()
        card = channel.last_message

    assert card is not None
    assert card.content.startswith("👋 Hello")


async def test_a_guild_known_at_the_start_is_not_greeted(tmp_path: Path) -> None:
    async with world(tmp_path, documents=operators) as w:
        await w.settled()
        assert w.owner_user.dm_channel is None or len(w.owner_user.dm_channel.history()) == 0
