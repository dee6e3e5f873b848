"""A case on Discord: posted once and edited, called aloud, and never without a place."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
import simcord

from engine.bot.actions import patience
from engine.documents.document import Document
from engine.runtime.outbox import Outcome
from engine.store.rows import OutboxState
from tests.discord.world import World, world

SEC_ROLE = "Security"


def with_cases(w: World, **alerts: Any) -> list[Document]:
    """Settings with a second channel and a role, and a rule that alarms of what it is told to."""
    w.next = w.guild.create_text_channel("staff-room")
    w.role = w.guild.create_role(SEC_ROLE)
    block = {"channel": w.alerts.id, "then": [w.next.id], "mention": w.role.id, **alerts}
    body = {"kind": "settings", "guild": w.guild.id, "alerts": block}
    return [
        Document("settings", "s", "p", "s.yml", 0, body, {}),
        Document("alarming", "a", "p", "a.yml", 0, {}, {}),
    ]


def alarm(w: World, id_: str, **fields: Any) -> None:
    """An alarm as a document emits it."""
    data = {"rule": "r1", "rule_name": "mass_ban", "title": "Mass ban", **fields.pop("data", {})}
    fields = {"severity": "high", "target": None, **fields}
    w.ingest("test.alarm", id=id_, data=data, **fields)


def lines(message: discord.Message) -> list[str]:
    return str(message.embeds[0].description).splitlines()


def of_cases(channel: simcord.ChannelHandle) -> list[discord.Message]:
    return [m for m in channel.history() if m.embeds and str(m.embeds[0].footer.text).startswith("case ")]


def calls(w: World, method: str, path: str) -> list[Any]:
    return [each for each in w.env.http_requests if each.method == method and path in each.path]


def outcomes(w: World) -> list[OutboxState]:
    return [action.state for action in reversed(w.assembly.client.desk.reader.actions(w.guild.id))]


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for seconds between two attempts."""
    monkeypatch.setattr("engine.runtime.outbox.BACKOFF_S", 0.01)
    monkeypatch.setattr(patience, "_FIRST_PAUSE_S", 0.01)


async def test_it_is_posted_once_and_then_edited(tmp_path: Path) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        alarm(w, "a")
        await w.sent()
        (first,) = w.alerts.history()
        assert first.content == f"🟠 HIGH: Mass ban by <@{w.member.id}> <@&{w.role.id}>"
        alarm(w, "b")
        await w.settled()
        (now,) = w.alerts.history()
        assert (now.id, lines(now)[0]) == (first.id, "**2 times**")


async def test_the_first_post_mentions_the_role_and_nobody_else(tmp_path: Path) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        alarm(w, "a")
        await w.settled()
        alarm(w, "b")
        await w.settled()
        (post,) = calls(w, "POST", f"/channels/{w.alerts.id}/messages")
        assert post.json["allowed_mentions"]["roles"] == [w.role.id]
        assert post.json["allowed_mentions"].get("parse", []) == []
        (edit,) = calls(w, "PATCH", f"/channels/{w.alerts.id}/messages/")
        assert edit.json["allowed_mentions"] == {"parse": []}


async def test_below_mention_from_nobody_is_called_until_it_rises(tmp_path: Path) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        alarm(w, "a", severity="medium")
        await w.settled()
        assert "<@&" not in w.alerts.history()[0].content
        alarm(w, "b", severity="critical", data={"rule": "r2", "title": "Mass kick"})
        await w.settled()
        case, rise = w.alerts.history()
        assert case.content == f"🔴 CRITICAL: Mass kick by <@{w.member.id}>"
        assert rise.content == f"🔴 Now CRITICAL: Mass kick by <@{w.member.id}> <@&{w.role.id}>"
        assert rise.reference is not None
        assert rise.reference.message_id == case.id


async def test_without_a_role_nobody_is_mentioned(tmp_path: Path) -> None:
    async with world(tmp_path, documents=lambda w: with_cases(w, mention=None)) as w:
        alarm(w, "a", severity="critical")
        await w.sent()
        (post,) = calls(w, "POST", "/messages")
        assert post.json["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [(404, 10003, "deleted"), (403, 50001, "hidden from me"), (403, 50013, "hidden from me")],
)
async def test_a_channel_that_takes_nothing_is_left_for_the_next(
    tmp_path: Path, status: int, code: int, why: str
) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        w.env.inject_error("POST", f"/channels/{w.alerts.id}/messages", status=status, code=code)
        alarm(w, "a")
        await w.sent()
        (post,) = of_cases(w.next)
        assert f"Moved here: <#{w.alerts.id}> is {why}" in lines(post)
        alarm(w, "b")
        await w.settled()
        (now,) = of_cases(w.next)
        assert (now.id, lines(now)[0]) == (post.id, "**2 times**")
        assert f"Moved here: <#{w.alerts.id}> is {why}" in lines(now)
        assert len(calls(w, "POST", f"/channels/{w.alerts.id}/messages")) == 1


async def test_a_message_that_was_deleted_is_posted_in_the_next_channel(tmp_path: Path) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        alarm(w, "a")
        await w.sent()
        w.env.backend.delete_message(w.alerts.id, w.alerts.last_message.id)
        alarm(w, "b")
        await w.settled()
        (post,) = of_cases(w.next)
        assert f"Moved here: <#{w.alerts.id}> is where somebody deleted this message" in lines(post)


async def test_when_the_channel_is_deleted_the_case_moves_at_once(tmp_path: Path) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        alarm(w, "a")
        await w.sent()
        w.env.backend.delete_channel(w.alerts.id)
        await w.env.settle()
        await w.sent()
        (post,) = of_cases(w.next)
        assert f"Moved here: <#{w.alerts.id}> is deleted" in lines(post)
        assert "<@&" not in post.content


async def test_when_all_are_gone_the_owner_is_told_directly(tmp_path: Path) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        alarm(w, "a")
        await w.sent()
        w.env.backend.delete_channel(w.next.id)
        w.env.backend.delete_channel(w.alerts.id)
        await w.env.settle()
        await w.settled()
        (post,) = w.owner_user.dm_channel.history()
        assert post.content.startswith(f"Nature Club: 🟠 HIGH: Mass ban by <@{w.member.id}>")
        alarm(w, "b")
        await w.settled()
        (now,) = w.owner_user.dm_channel.history()
        assert (now.id, lines(now)[0]) == (post.id, "**2 times**")


async def test_when_nobody_can_be_told_it_is_refused_and_not_hammered(tmp_path: Path) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        for channel in (w.alerts, w.next):
            w.env.inject_error("POST", f"/channels/{channel.id}/messages", status=403, code=50001, times=None)
        w.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=None)
        for n in range(5):
            alarm(w, f"a{n}")
            await w.settled()
        assert outcomes(w) == [OutboxState.REFUSED]
        assert len(calls(w, "POST", "/messages")) == 2


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_what_passes_by_itself_is_waited_out(tmp_path: Path, status: int) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        w.env.inject_error("POST", f"/channels/{w.alerts.id}/messages", status=status, times=3)
        alarm(w, "a")
        await w.sent()
        assert outcomes(w) == [OutboxState.SENT]
        assert len(of_cases(w.alerts)) == 1


async def test_what_discord_refuses_otherwise_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        w.env.inject_error("POST", f"/channels/{w.alerts.id}/messages", status=400, code=50035)
        alarm(w, "a")
        await w.sent()
        (told,) = w.assembly.client.desk.reader.signals(w.guild.id, type_="action.failed")
        assert told.signal.data["reason"] == "Discord refused it (400, code 50035)"


async def test_an_answer_that_was_lost_is_looked_for_before_anything_is_posted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        action = w.assembly.engine.outbox._actions["discord.case"]
        post, lost = action._post, []

        async def losing(*args: Any, **options: Any) -> Any:
            done = await post(*args, **options)
            if not lost:
                lost.append(done)
                raise aiohttp.ServerDisconnectedError
            return done

        monkeypatch.setattr(action, "_post", losing)
        alarm(w, "a")
        await w.sent()
        assert outcomes(w) == [OutboxState.SENT]
        assert len(of_cases(w.alerts)) == len(calls(w, "POST", "/messages")) == 1


async def test_a_kill_between_post_and_outcome_posts_no_second_message(tmp_path: Path) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        engine = w.assembly.engine
        engine.outbox._finish = lambda row, outcome: asyncio.sleep(3600)
        alarm(w, "a")
        await engine.journal.durable()
        await until(lambda: of_cases(w.alerts))
        documents = list(engine.program.rulebook.documents)
        await w.again(documents=documents)
        await w.sent()
        alarm(w, "b")
        await w.settled()
        (message,) = of_cases(w.alerts)
        assert lines(message)[0] == "**2 times**"
        assert outcomes(w) == [OutboxState.SENT, OutboxState.SENT]


async def test_a_message_that_is_found_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knew whether the first post arrived; it had, and more was known by the time it was found."""
    async with world(tmp_path, documents=with_cases) as w:
        action = w.assembly.engine.outbox._actions["discord.case"]
        perform, calls_made = action.perform, []

        async def in_doubt(row: Any) -> Any:
            done = await perform(row)
            calls_made.append(row.id)
            return done if len(calls_made) > 1 else Outcome(OutboxState.UNKNOWN, "the line broke")

        monkeypatch.setattr(action, "honours_key", False)  # it is not tried again at once
        monkeypatch.setattr(action, "perform", in_doubt)
        alarm(w, "a")
        await w.sent()
        alarm(w, "b")
        await w.settled(60)
        (message,) = of_cases(w.alerts)
        assert outcomes(w) == [OutboxState.UNKNOWN, OutboxState.SENT]
        assert lines(message)[0] == "**2 times**"


async def test_one_that_waits_holds_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        action = w.assembly.engine.outbox._actions["discord.case"]
        perform, waiting = action.perform, asyncio.Event()

        async def hanging(row: Any) -> Any:
            if row.body["case"] == 1:
                await waiting.wait()
            return await perform(row)

        monkeypatch.setattr(action, "perform", hanging)
        alarm(w, "a")
        alarm(w, "b", actor=w.victim.id)
        await w.assembly.engine.journal.durable()
        await until(lambda: len(of_cases(w.alerts)) == 1)
        waiting.set()
        await w.sent()
        assert len(of_cases(w.alerts)) == 2


async def test_a_channel_of_another_guild_is_refused(tmp_path: Path) -> None:
    def documents(w: World) -> list[Document]:
        w.foreign = w.env.create_guild("Elsewhere").create_text_channel("theirs")
        return with_cases(w, channel=w.foreign.id, then=[])

    async with world(tmp_path, documents=documents) as w:
        alarm(w, "a")
        await w.sent()
        assert outcomes(w) == [OutboxState.REFUSED]
        assert w.foreign.last_message is None


async def until(holds: Any) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


async def test_what_called_nobody_is_told_once_a_day(tmp_path: Path) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        for n in range(3):
            alarm(w, f"a{n}", severity="low")
        await w.settled()
        assert w.alerts.last_message is None
        await w.settled(25 * 3_600)
        (message,) = w.alerts.history()
        assert message.content == "📋 DIGEST: 3 alerts that called nobody"
        assert "3 × Mass ban" in lines(message)


async def test_where_no_channel_is_named_the_owner_is_told_of_that_too(tmp_path: Path) -> None:
    def bare(w: World) -> list[Document]:
        settings, alarming = with_cases(w)
        del settings.body["alerts"]
        return [settings, alarming]

    async with world(tmp_path, documents=bare) as w:
        alarm(w, "a", severity="low")
        await w.settled()
        await w.settled(25 * 3_600)
        (message,) = w.owner_user.dm_channel.history()
        assert message.content == "Nature Club: 📋 DIGEST: 1 alert that called nobody"


async def test_that_it_became_worse_is_told_in_direct_messages_too(tmp_path: Path) -> None:
    async with world(tmp_path, documents=lambda w: with_cases(w, then=[])) as w:
        w.env.inject_error("POST", f"/channels/{w.alerts.id}/messages", status=403, code=50001)
        alarm(w, "a")
        await w.settled()
        alarm(w, "b", severity="critical")
        await w.settled()
        case, rise = w.owner_user.dm_channel.history()
        assert case.content == f"Nature Club: 🔴 CRITICAL: Mass ban by <@{w.member.id}>"
        assert rise.content == f"🔴 Now CRITICAL: Mass ban by <@{w.member.id}>"
