"""The client on a real WebSocket: survives a malformed dispatch, resumes, and stops where it must."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from structlog.testing import capture_logs

from engine.bot import supervisor
from engine.bot.assembly import Assembly
from engine.bot.supervisor import Stopped, Supervisor, Unusable
from engine.documents.rulebook import Rulebook
from engine.errors import StoreError
from engine.signal import Signal
from engine.store.sqlite import SqliteStore
from engine.systems.library import Library
from tests.support.loopback import Loopback, loopback

MEMBERS, CONTENT = 1 << 15, 1 << 19
"""Flags of an application that has these intents without a review."""
REVIEWED = 1 << 14 | 1 << 18
INTENTS = {"members": 1 << 1, "message_content": 1 << 15}
RULES = Path(__file__).parents[2] / "rules"


class Filling:
    """A back-fill that does what a test wants."""

    def __init__(self, work: Callable[[], Awaitable[None]]) -> None:
        self._work = work

    async def __call__(self, client: object, ready: object) -> None:
        await self._work()

    def leave(self, guilds: object) -> None:
        """Nothing is kept."""


class Running:
    """The bot under its supervisor, on the loopback Discord."""

    def __init__(self, assembly: Assembly, supervisor: Supervisor, server: Loopback) -> None:
        self.assembly = assembly
        self.supervisor = supervisor
        self.server = server
        self.stop: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.task = asyncio.ensure_future(supervisor.run("a.b.c", self.stop))

    async def until(self, holds: Any) -> None:
        async with asyncio.timeout(10):
            while not holds():
                if self.task.done():
                    self.task.result()
                await asyncio.sleep(0.01)

    async def signals(self) -> list[Signal]:
        await self.assembly.engine.journal.durable()
        store = self.assembly.engine.store
        return [row.signal for rows in store.history(0) for row in rows]

    async def types(self) -> list[str]:
        return [each.type for each in await self.signals()]

    def in_gap(self) -> bool:
        return self.assembly.engine.status().in_gap


def hurry(assembly: Assembly) -> None:
    """discord.py waits five seconds before it identifies again, and two for a last guild."""

    async def at_once(shard_id: int | None, *, initial: bool = False) -> None:
        del shard_id, initial

    assembly.client.before_identify_hook = at_once
    assembly.client._connection.guild_ready_timeout = 0.05


@asynccontextmanager
async def running(tmp_path: Path, monkeypatch: Any, **options: Any) -> AsyncIterator[Running]:
    async with loopback(monkeypatch) as server:
        for name, value in options.pop("server", {}).items():
            setattr(server, name, value)
        rulebook = options.pop("rulebook", Rulebook(()))
        assembly = Assembly(SqliteStore(tmp_path / "tocsin.db"), rulebook, data=tmp_path, **options)
        hurry(assembly)
        pauses: list[float] = []

        async def sleep(seconds: float) -> None:
            pauses.append(seconds)
            await asyncio.sleep(0.01)

        supervisor = Supervisor(assembly.client, sleep=sleep)
        supervisor.pauses = pauses
        run = Running(assembly, supervisor, server)
        try:
            yield run
        finally:
            if not run.stop.done():
                run.stop.set_result(None)
            await asyncio.gather(run.task, return_exceptions=True)
            await assembly.engine.stop()


async def test_a_malformed_dispatch_is_survived_with_a_gap_around(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await run.until(run.assembly.client.is_ready)
        await run.server.dispatch("CHANNEL_CREATE", {"id": "1", "guild_id": "300", "type": 0})
        await run.until(lambda: run.server.identified == 2 and run.supervisor.crashes == 1)
        await run.until(lambda: not run.in_gap())
        await run.server.message(1 << 40, "still here")
        await run.until(lambda: run.assembly.client.cached_messages)
        types = await run.types()
        gap = types.index("gateway.gap")
        assert "backfill.done" in types[gap:]
        assert "discord.message.create" in types[types.index("backfill.done", gap) :]


async def test_a_connection_that_cannot_even_be_closed_is_left(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await run.until(run.assembly.client.is_ready)
        socket = run.assembly.client.ws

        async def broken(code: int = 4000) -> None:
            raise ConnectionResetError

        monkeypatch.setattr(socket, "close", broken)
        await run.server.dispatch("CHANNEL_CREATE", {"id": "1", "guild_id": "300", "type": 0})
        await run.until(lambda: run.server.identified == 2)
        monkeypatch.undo()
        await socket.close()


async def test_pauses_grow_while_it_keeps_dying(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        for times in range(1, 4):
            await run.until(lambda times=times: run.server.identified == times)
            run.server.ready.clear()
            await run.server.dispatch("CHANNEL_CREATE", {"id": "1", "guild_id": "300", "type": 0})
        await run.until(lambda: run.server.identified == 4)
        assert run.supervisor.pauses == [1.0, 2.0, 4.0]


async def test_a_discord_out_of_reach_is_tried_again_and_no_session_is_left_open(
    tmp_path: Path, monkeypatch: Any
) -> None:
    made: list[aiohttp.ClientSession] = []

    make = aiohttp.ClientSession

    def counted(*args: Any, **options: Any) -> aiohttp.ClientSession:
        made.append(make(*args, **options))
        return made[-1]

    monkeypatch.setattr(aiohttp, "ClientSession", counted)
    async with running(tmp_path, monkeypatch) as run:
        reachable = discord.http.Route.BASE
        monkeypatch.setattr(discord.http.Route, "BASE", "http://127.0.0.1:1/api")
        await run.until(lambda: len(run.supervisor.pauses) == 2)
        monkeypatch.setattr(discord.http.Route, "BASE", reachable)
        await run.until(run.assembly.client.is_ready)

        assert [session.closed for session in made] == [*[True] * (len(made) - 1), False]
        assert len(made) >= 3


async def test_a_lost_connection_is_resumed_with_a_gap_and_no_back_fill(
    tmp_path: Path, monkeypatch: Any
) -> None:
    filled = []

    async def backfill() -> None:
        filled.append(1)

    async with running(tmp_path, monkeypatch, backfill=Filling(backfill)) as run:
        await run.until(run.assembly.client.is_ready)
        await run.until(lambda: len(filled) == 1)
        await run.server.drop()
        await run.until(lambda: run.server.resumed == 1)
        await run.until(lambda: not run.in_gap())
        types = await run.types()
        assert types.count("gateway.gap") == types.count("backfill.done") == 1
        assert len(filled) == 1


async def test_a_new_session_runs_the_back_fill_before_the_gap_is_over(
    tmp_path: Path, monkeypatch: Any
) -> None:
    at: list[bool] = []
    runs: list[Running] = []

    async def backfill() -> None:
        at.append(runs[0].in_gap())

    async with running(tmp_path, monkeypatch, backfill=Filling(backfill)) as run:
        runs.append(run)
        await run.until(lambda: len(at) == 1)
        await run.server.dispatch("CHANNEL_CREATE", {"id": "1", "guild_id": "300", "type": 0})
        await run.until(lambda: len(at) == 2)
        await run.until(lambda: not run.in_gap())
        assert at == [False, True]


async def test_a_back_fill_that_fails_ends_the_gap_all_the_same(tmp_path: Path, monkeypatch: Any) -> None:
    async def backfill() -> None:
        raise RuntimeError("no such luck")

    async with running(tmp_path, monkeypatch, backfill=Filling(backfill)) as run:
        await run.until(run.assembly.client.is_ready)
        await run.server.drop(1000)
        await run.until(lambda: run.server.identified + run.server.resumed == 2)
        await run.until(lambda: not run.in_gap())


async def test_a_bad_token_is_one_line_that_says_what_to_set(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch, server={"known_token": False}) as run:
        with pytest.raises(Stopped, match=r"^Discord does not know this token: set DISCORD_TOKEN [^\n]*$"):
            await run.task


async def test_a_refusal_that_no_intent_explains_is_one_line(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch, server={"close_with": 4014}) as run:
        with pytest.raises(Unusable, match=r"^Discord refused the connection, also without [^\n]*$"):
            await run.task


@pytest.mark.parametrize(
    ("flags", "without"),
    [
        (MEMBERS, ["message_content"]),
        (CONTENT, ["members"]),
        (0, ["members", "message_content"]),
        (MEMBERS | CONTENT, ["members", "message_content"]),
    ],
)
async def test_without_a_privileged_intent_it_starts_and_sees_less(
    tmp_path: Path, monkeypatch: Any, flags: int, without: list[str]
) -> None:
    """Discord does not say which one it refuses: the application's flags do, where they are right."""
    async with running(tmp_path, monkeypatch) as run:
        run.server.application_flags = flags
        run.server.sessions.allowed = ~sum(INTENTS[name] for name in without)
        await run.until(run.assembly.client.is_ready)
        assert [name for name in INTENTS if not getattr(run.assembly.client.intents, name)] == without
        before = run.assembly.engine.core.seq
        await run.server.message(1 << 40, "still told of")
        await run.server.ban(1)
        await run.until(lambda: run.assembly.engine.core.seq >= before + 3)
        assert {"discord.message.create", "discord.member.ban"} <= set(await run.types())


async def test_rules_that_see_nothing_then_are_named(tmp_path: Path, monkeypatch: Any) -> None:
    rulebook = Library([RULES / "automod"]).load().rulebook
    with capture_logs() as logs:
        async with running(tmp_path, monkeypatch, rulebook=rulebook) as run:
            run.server.application_flags = MEMBERS
            run.server.sessions.allowed = ~INTENTS["message_content"]
            await run.until(run.assembly.client.is_ready)
    (line,) = [each for each in logs if each["event"] == "intents.refused"]
    assert line["without"] == ["message_content"]
    assert line["blind_rules"] > 5
    assert {"newcomer_invite", "chorus"} <= set(line["first"])
    assert "*Message Content Intent*" in line["do"]


async def test_a_discord_that_was_away_for_long_is_found_again_soon(tmp_path: Path, monkeypatch: Any) -> None:
    """discord.py's own pauses have grown to a quarter of an hour by then."""
    monkeypatch.setattr(supervisor, "STALLED_S", 0.5)
    monkeypatch.setattr(discord.backoff.ExponentialBackoff, "delay", lambda _: 900)
    async with running(tmp_path, monkeypatch) as run:
        await run.until(run.assembly.client.is_ready)
        run.server.sessions.is_away = True
        run.server.sessions.invalidate()
        await run.server.drop()
        await asyncio.sleep(1)
        entry = await run.server.ban(1)
        run.server.sessions.is_away = False
        await run.until(lambda: run.server.identified == 2 and not run.in_gap())
        assert f"audit:{entry}" in {each.id for each in await run.signals()}
        assert run.supervisor.crashes == 0


@pytest.mark.parametrize(
    ("people", "flags", "said"),
    [(7_499, 0, False), (7_500, 0, True), (20_000, REVIEWED, False), (20_000, MEMBERS | CONTENT, True)],
)
async def test_discords_review_of_intents_is_said_before_it_is_due(
    tmp_path: Path, monkeypatch: Any, people: int, flags: int, said: bool
) -> None:
    with capture_logs() as logs:
        async with running(tmp_path, monkeypatch, server={"application_flags": flags}) as run:
            run.server.guilds[0]["member_count"] = people
            await run.until(run.assembly.client.is_ready)
    found = [each["people"] for each in logs if each["event"] == "intents.review_near"]
    assert found == [people] * said


async def test_a_token_that_discord_refuses_in_the_middle_stops_it_at_once(
    tmp_path: Path, monkeypatch: Any
) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await run.until(run.assembly.client.is_ready)
        run.server.known_token = False
        asked = len(run.server.requests)
        with contextlib.suppress(discord.HTTPException):
            await run.assembly.client.fetch_user(5)
        with pytest.raises(Unusable, match=r"^Discord no longer knows this token: set DISCORD_TOKEN [^\n]*$"):
            await run.task
        assert len(run.server.requests) == asked + 1


async def test_an_answer_that_came_too_late_says_nothing_of_the_token(
    tmp_path: Path, monkeypatch: Any
) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await run.until(run.assembly.client.is_ready)
        run.server.faults.add("/webhooks/", status=401, code=50027)
        route = discord.http.Route("POST", "/webhooks/100/old-token")
        with pytest.raises(discord.HTTPException):
            await run.assembly.client.http.request(route, json={})
        await asyncio.sleep(0.05)
        assert not run.task.done()


async def test_a_token_that_is_reset_meanwhile_stops_it(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await run.until(run.assembly.client.is_ready)
        await run.server.drop(4004)
        with pytest.raises(Unusable, match="no longer knows this token"):
            await run.task


async def test_being_asked_to_stop_ends_it_cleanly(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await run.until(run.assembly.client.is_ready)
        run.stop.set_result(None)
        await run.task
        assert run.assembly.client.is_closed()


async def test_a_journal_that_gave_up_stops_it_with_its_line(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await run.until(run.assembly.client.is_ready)
        run.stop.set_exception(Stopped("the disk is full"))
        with pytest.raises(Stopped, match="the disk is full"):
            await run.task


async def test_a_store_that_cannot_be_read_stops_it(tmp_path: Path, monkeypatch: Any) -> None:
    async with loopback(monkeypatch):
        assembly = Assembly(SqliteStore(tmp_path / "tocsin.db"), Rulebook(()), data=tmp_path)

        async def begin() -> None:
            raise StoreError("the store is damaged")

        assembly.client._begin = begin
        with pytest.raises(StoreError, match="the store is damaged"):
            await Supervisor(assembly.client).run("a.b.c", asyncio.get_running_loop().create_future())
        await assembly.engine.stop()
