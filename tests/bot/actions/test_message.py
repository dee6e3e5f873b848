"""The one way a message leaves: once, to its own guild, with an end that is known or said to be unknown."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from engine.bot.actions import message, patience
from engine.store.rows import OutboxState
from tests.discord.world import World, world


def ends(w: World) -> list[tuple[OutboxState, int]]:
    actions = w.assembly.client.desk.reader.actions(w.guild.id)
    return [(action.state, action.attempts) for action in reversed(actions)]


def refs(w: World) -> list[str | None]:
    return [m.embeds[0].footer.text for m in w.alerts.history() if m.embeds]


def posts(w: World) -> list[Any]:
    path = f"/channels/{w.alerts.id}/messages"
    return [entry for entry in w.env.http_requests if entry.method == "POST" and entry.path.endswith(path)]


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for seconds between two attempts."""
    monkeypatch.setattr("engine.runtime.outbox.BACKOFF_S", 0.01)
    monkeypatch.setattr(patience, "_FIRST_PAUSE_S", 0.01)


async def test_an_alert_is_posted_and_the_journal_says_where(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest()
        await w.sent()
        assert ends(w) == [(OutboxState.SENT, 1)]
        (told,) = w.assembly.client.desk.reader.signals(w.guild.id, type_="action.succeeded")
        assert told.signal.data["message"] == w.alerts.last_message.id


async def test_it_is_sent_under_a_nonce_of_its_effect(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest()
        await w.sent()
        (action,) = w.assembly.client.desk.reader.actions(w.guild.id)
        body = posts(w)[0].json
        assert (body["nonce"], body["enforce_nonce"]) == (action.id, True)
        assert len(action.id) <= 25


async def test_it_can_ping_nobody(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest()
        await w.sent()
        assert posts(w)[0].json["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (403, 50013, "I lack a permission in that channel"),
        (404, 10003, "the channel is gone"),
        (400, 50035, "Discord refused it (400, code 50035)"),
    ],
)
async def test_what_discord_refuses_is_refused_with_a_reason(
    tmp_path: Path, status: int, code: int, reason: str
) -> None:
    async with world(tmp_path) as w:
        w.env.inject_error("POST", f"/channels/{w.alerts.id}/messages", status=status, code=code)
        w.ingest()
        await w.sent()
        assert ends(w) == [(OutboxState.REFUSED, 1)]
        (told,) = w.assembly.client.desk.reader.signals(w.guild.id, type_="action.failed")
        assert told.signal.data["reason"] == reason


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_what_passes_by_itself_is_waited_out(tmp_path: Path, status: int) -> None:
    async with world(tmp_path) as w:
        w.env.inject_error("POST", f"/channels/{w.alerts.id}/messages", status=status, times=3)
        w.ingest()
        await w.sent()
        assert ends(w) == [(OutboxState.SENT, 1)]
        assert len(refs(w)) == 1


async def test_a_broken_line_is_waited_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with world(tmp_path) as w:
        action = w.assembly.engine.outbox._actions["discord.message"]
        send, calls = action._send, []

        async def broken(row: Any) -> Any:
            calls.append(row.id)
            if len(calls) < 4:
                raise aiohttp.ClientConnectionError("no route")
            return await send(row)

        monkeypatch.setattr(action, "_send", broken)
        w.ingest()
        await w.sent()
        assert ends(w) == [(OutboxState.SENT, 1)]
        assert len(calls) == 4


async def test_an_answer_that_was_lost_is_looked_for_before_anything_is_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(tmp_path) as w:
        action = w.assembly.engine.outbox._actions["discord.message"]
        send = action._send

        async def lost(row: Any) -> Any:
            await send(row)
            raise aiohttp.ServerDisconnectedError

        monkeypatch.setattr(action, "_send", lost)
        w.ingest()
        await w.sent()
        assert ends(w) == [(OutboxState.SENT, 1)]
        assert len(refs(w)) == 1


async def test_when_the_channel_cannot_be_searched_the_end_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(tmp_path) as w:
        action = w.assembly.engine.outbox._actions["discord.message"]

        async def lost(row: Any) -> Any:
            raise aiohttp.ServerDisconnectedError

        monkeypatch.setattr(action, "_send", lost)
        w.env.inject_error("GET", f"/channels/{w.alerts.id}/messages", status=403, code=50001, times=None)
        w.ingest()
        await w.sent()
        assert ends(w) == [(OutboxState.UNKNOWN, 1)]


async def test_without_an_answer_the_end_comes_at_its_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(tmp_path) as w:
        action = w.assembly.engine.outbox._actions["discord.message"]
        monkeypatch.setattr(action, "deadline", 0.05)

        async def hang(row: object) -> None:
            await asyncio.sleep(3600)

        monkeypatch.setattr(action, "perform", hang)
        monkeypatch.setattr(action, "check", hang)
        w.ingest()
        await w.sent()
        assert ends(w) == [(OutboxState.UNKNOWN, 1)]


async def test_a_kill_after_sending_does_not_send_it_again(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        engine = w.assembly.engine
        engine.outbox._finish = lambda row, outcome: asyncio.sleep(3600)
        w.ingest()
        await engine.journal.durable()
        await until(lambda: w.alerts.last_message is not None)
        assert ends(w) == [(OutboxState.SENDING, 1)]
        await w.again()
        await w.sent()
        assert ends(w) == [(OutboxState.SENT, 1)]
        assert len(refs(w)) == len(set(refs(w))) == 1


async def test_a_kill_before_sending_sends_it_afterwards(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        action = w.assembly.engine.outbox._actions["discord.message"]
        action.perform = lambda row: asyncio.sleep(3600)
        w.ingest()
        await w.assembly.engine.journal.durable()
        await until(lambda: ends(w) == [(OutboxState.SENDING, 1)])
        await w.again()
        await w.sent()
        assert ends(w) == [(OutboxState.SENT, 2)]
        assert len(refs(w)) == 1


async def test_a_search_that_is_too_long_says_that_nobody_can_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(tmp_path) as w:
        w.ingest()
        await w.sent()
        (action,) = w.assembly.client.desk.reader.actions(w.guild.id)
        action.id = "another"
        for n in range(3):
            await w.member.send(w.alerts, f"noise {n}")
        check = w.assembly.engine.outbox._actions["discord.message"].check
        assert await check(action) is False
        monkeypatch.setattr(message, "MOST_SEARCHED", 3)
        assert await check(action) is None


async def test_a_channel_of_another_guild_is_refused(tmp_path: Path) -> None:
    def documents(w: World) -> list[Any]:
        w.foreign = w.env.create_guild("Elsewhere").create_text_channel("theirs")
        return [w.alerting(channel=str(w.foreign.id))]

    async with world(tmp_path, documents=documents) as w:
        w.ingest()
        await w.sent()
        assert ends(w) == [(OutboxState.REFUSED, 1)]
        assert w.foreign.last_message is None


async def test_a_body_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest()
        await w.sent()
        (action,) = w.assembly.client.desk.reader.actions(w.guild.id)
        action.body = {"kind": "novel", "channel": w.alerts.id}
        outcome = await w.assembly.engine.outbox._actions["discord.message"].perform(action)
        assert (outcome.state, outcome.reason) == (OutboxState.REFUSED, "no message is called novel")


async def until(holds: Any) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
