"""One card greets who may administer the bot in a guild that it has come into."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import simcord

from engine.bot.actions import patience
from engine.documents.document import Document
from engine.store.rows import OutboxState
from tests.bot.actions.test_case import until
from tests.discord.world import World, world


def operators(w: World) -> list[Document]:
    del w
    return [Document("settings", "all", "tests", "s.yml", 0, {"kind": "settings"}, {})]


def join(w: World, guild: simcord.GuildHandle) -> None:
    """The double tells of a guild that came as of one that is available again; Discord does not."""
    found = w.assembly.client.get_guild(guild.id)
    assert found is not None
    w.assembly.client.dispatch("guild_join", found)


def ends(w: World, guild: simcord.GuildHandle) -> list[OutboxState]:
    return [each.state for each in w.assembly.client.desk.reader.actions(guild.id)]


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
    assert "`/setup`: where alerts go" in (card.embeds[0].description or "")


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


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_what_passes_by_itself_is_waited_out_and_nobody_is_greeted_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(patience, "_FIRST_PAUSE_S", 0.01)
    async with world(tmp_path, documents=operators) as w:
        owner = w.env.create_user("dora")
        w.env.inject_error("POST", "/users/@me/channels", status=status, times=2)
        guild = w.env.create_guild("Chess Club", owner=owner)
        lobby = guild.create_text_channel("lobby")
        await w.env.settle()
        join(w, guild)
        await w.settled()
        assert ends(w, guild) == [OutboxState.SENT]
        assert len(owner.dm_channel.history()) == 1
        assert lobby.last_message is None


async def test_an_answer_that_was_lost_is_asked_for_again_under_the_same_nonce(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord takes a nonce once within some minutes; the double takes it as often as it comes."""
    monkeypatch.setattr(patience, "_FIRST_PAUSE_S", 0.01)
    async with world(tmp_path, documents=operators) as w:
        owner = w.env.create_user("dora")
        guild = w.env.create_guild("Chess Club", owner=owner)
        await w.env.settle()
        http = w.assembly.client.http
        send, sent = http.send_message, []

        async def losing(*args: Any, params: Any) -> Any:
            sent.append(params.payload)
            answer = await send(*args, params=params)
            if len(sent) == 1:
                raise aiohttp.ServerDisconnectedError
            return answer

        monkeypatch.setattr(http, "send_message", losing)
        join(w, guild)
        await w.settled()
        assert ends(w, guild) == [OutboxState.SENT]
        assert len(sent) == 2
        assert len({each["nonce"] for each in sent}) == 1
        assert all(each["enforce_nonce"] for each in sent)


async def test_a_kill_while_it_is_sent_greets_nobody_again(tmp_path: Path) -> None:
    async with world(tmp_path, documents=operators) as w:
        owner = w.env.create_user("dora")
        guild = w.env.create_guild("Chess Club", owner=owner)
        await w.env.settle()
        w.assembly.engine.outbox._finish = lambda row, outcome: asyncio.sleep(3600)
        join(w, guild)
        await w.assembly.engine.journal.durable()
        await until(lambda: owner.dm_channel is not None and owner.dm_channel.history())
        await w.again(documents=operators(w))
        await w.settled()
        greeted, alarmed = owner.dm_channel.history()
        assert greeted.content.startswith("👋 Hello")
        assert "Nobody can tell whether an action was carried out" in alarmed.content
        assert ends(w, guild) == [OutboxState.SENT, OutboxState.UNKNOWN]


async def test_a_guild_known_at_the_start_is_not_greeted(tmp_path: Path) -> None:
    async with world(tmp_path, documents=operators) as w:
        await w.settled()
        assert w.owner_user.dm_channel is None or len(w.owner_user.dm_channel.history()) == 0
