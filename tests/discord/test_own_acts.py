"""The bot's own acts through the whole bot: known whenever the audit log tells of them, and after a kill."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar

import discord
import pytest

from engine.bot import actions
from engine.bot.own_acts import tagged
from engine.documents.document import Document
from engine.effects import Act
from engine.runtime.outbox import Outcome
from engine.signal import Signal
from engine.store.reader import SqliteReader
from engine.store.rows import OutboxRow, OutboxState
from engine.systems import KINDS
from engine.systems.base import BaseKind
from engine.systems.kind import Compiled, Hit, Moment, Resolve
from engine.systems.loading import load_rulebook
from tests.discord.test_shipped_rules import RULES
from tests.discord.world import World, world

ALARM = "discord.bot.unexplained"


class Banning(BaseKind):
    """Bans whom a signal of the test names."""

    name = "banning"

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        return Compiled(document.identity, self.name, document.id, document.body, ("test.ban",))

    def step(self, spec: Any, state: None, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Act]:
        return [Act("discord.ban", {"target": str(signal.target)})]


class BanAction:
    """Its call has an effect at once; the answer comes when `answered` lets it."""

    name = "discord.ban"
    deadline = 60.0
    honours_key = False
    leaves = frozenset({"ban"})
    answered: ClassVar[asyncio.Event]

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def perform(self, row: OutboxRow) -> Outcome:
        await self._guild(row).ban(discord.Object(int(row.body["target"])), reason=tagged("raid", row.id))
        await self.answered.wait()
        return Outcome(OutboxState.SENT)

    async def check(self, row: OutboxRow) -> bool | None:
        return None

    def _guild(self, row: OutboxRow) -> discord.Guild:
        guild = self._client.get_guild(row.guild or 0)
        assert guild is not None
        return guild


@asynccontextmanager
async def banning(data: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    BanAction.answered = asyncio.Event()
    monkeypatch.setattr(actions, "ACTIONS", (*actions.ACTIONS, BanAction))
    kinds = {**KINDS, "banning": Banning()}
    async with world(data, documents=lambda _: [ban_document()], kinds=kinds) as made:
        yield made


def ban_document() -> Document:
    return Document("banning", "on-test", "tests", "tests.yml", 0, {}, {})


async def until_banned(w: World) -> None:
    async with asyncio.timeout(10):
        while not w.env.backend.guilds[w.guild.id].bans:  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0.01)
    await w.env.settle()
    await w.assembly.engine.journal.durable()


async def fetch(w: World) -> None:
    """The audit log over REST, as a back-fill has it."""
    guild = w.assembly.client.get_guild(w.guild.id)
    assert guild is not None
    async for entry in guild.audit_logs(oldest_first=True):
        w.assembly.client.dispatch("audit_log_entry_create", entry)
    await w.assembly.engine.journal.durable()


def told(w: World, type_: str) -> list[Signal]:
    return [row.signal for row in SqliteReader(w.data / "tocsin.db").signals(w.guild.id, type_=type_)]


async def test_an_entry_that_comes_before_the_answer_to_the_call_is_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with banning(tmp_path / "data", monkeypatch) as w:
        w.ingest("test.ban")
        await until_banned(w)
        assert w.assembly.engine.outbox.waiting == 1
        (ban,) = told(w, "discord.member.ban")
        assert (ban.data["self"], ban.actor) == (True, w.assembly.client.user and w.assembly.client.user.id)
        BanAction.answered.set()
        await w.sent()
        assert told(w, ALARM) == []


async def test_a_kill_between_call_and_answer_raises_no_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with banning(tmp_path / "data", monkeypatch) as w:
        await w.env.settle()
        state, dispatch = w.assembly.client._connection, w.assembly.client.dispatch
        state.dispatch = lambda event, *args: event.startswith("audit") or dispatch(event, *args)
        w.ingest("test.ban")
        await until_banned(w)
        assert told(w, "discord.member.ban") == []
        await w.again(documents=[ban_document()], kinds={**KINDS, "banning": Banning()})
        await w.sent()
        await fetch(w)
        (ban,) = told(w, "discord.member.ban")
        assert ban.data["self"] is True
        assert told(w, ALARM) == []


async def test_what_somebody_with_the_token_does_is_an_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with banning(tmp_path / "data", monkeypatch) as w:
        guild = w.assembly.client.get_guild(w.guild.id)
        assert guild is not None
        await guild.ban(discord.Object(w.victim.id), reason="raid")
        await until_banned(w)
        (alarm,) = told(w, ALARM)
        assert (alarm.data["act"], alarm.target) == ("ban", w.victim.id)


SETTINGS = "kind: settings\nname: operator\nalerts: {{channel: '{channel}', least: low}}\n"


def with_operator(w: World) -> list[Document]:
    """The rules that ship, and settings of the operator, whose channel is in the world's guild."""
    w.data.mkdir(exist_ok=True)
    settings = w.data / "operator.yml"
    settings.write_text(SETTINGS.format(channel=w.alerts.id), encoding="utf-8")
    loaded = load_rulebook([RULES / "antinuke", settings])
    assert loaded.diagnostics == ()
    return list(loaded.rulebook.documents)


async def test_the_operator_hears_of_it_whatever_server_it_was_in(tmp_path: Path) -> None:
    async with world(tmp_path / "data", documents=with_operator, kinds=KINDS) as w:
        elsewhere = w.env.create_guild("Elsewhere", owner=w.env.create_user("boss"))
        await w.env.settle()
        guild = w.assembly.client.get_guild(elsewhere.id)
        assert guild is not None
        await guild.ban(discord.Object(w.victim.id), reason="raid")
        await w.settled()
        found = SqliteReader(w.data / "tocsin.db").signals(None, type_="threat.detected")
        assert [row.signal.data["rule_name"] for row in found] == ["stolen_token"]
        assert "Somebody else uses the token" in w.alerts.history()[-1].content
