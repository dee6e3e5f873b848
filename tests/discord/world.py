"""A small world for tests: a guild with an owner, a member and an alert channel, and the real bot on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
import simcord

from engine.bot.assembly import Assembly
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.effects import Act, Effect, Emit
from engine.signal import Signal
from engine.store.sqlite import SqliteStore
from engine.systems import KINDS
from engine.systems.kind import Compiled, Hit, Moment, Resolve
from tests.support.kinds import Base


class Alerting(Base):
    """Posts a message about each signal of its types, in the channel that its document names."""

    name = "alerting"

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        body = document.body
        return Compiled(document.identity, self.name, document.id, body, tuple(body["types"]))

    def step(self, spec: Any, state: None, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        body = {
            "kind": "rise", "channel": spec["channel"], "signal": signal.id, "by": "actor",
            "severity": "high", "title": spec.get("title", "Somebody was banned"),
            "actor": signal.actor, "target": signal.target, "time": signal.time,
        }  # fmt: skip
        return [Act("discord.message", {name: value for name, value in body.items() if value is not None})]


class Alarming(Base):
    """Says of each `test.alarm` what it holds, as a rule of its severity and data."""

    name = "alarming"

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        return Compiled(document.identity, self.name, document.id, None, ("test.alarm",))

    def step(self, spec: None, state: None, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        emit = Emit(
            "threat.detected",
            actor=signal.actor,
            target=signal.target,
            channel=signal.channel,
            severity=signal.severity,
            data=dict(signal.data),
        )
        return [emit]


TEST_KINDS = {**KINDS, "alerting": Alerting(), "alarming": Alarming()}
BAN = "discord.member.ban"


class World:
    """The guild, its people and the bot that is running on it now."""

    def __init__(self, data: Path, owner: int | None = None) -> None:
        self.data = data
        self.operator = owner
        self.assembly: Assembly = None  # set by `make`

    def build(self, env: simcord.Env) -> None:
        self.env = env
        self.owner_user = env.create_user("ana")
        self.guild = env.create_guild("Nature Club", owner=self.owner_user)
        self.owner = simcord.MemberActor(env, self.guild, self.owner_user)
        self.member = self.guild.add_member(env.create_user("bo"))
        self.victim = self.guild.add_member(env.create_user("cy"))
        self.alerts = self.guild.create_text_channel("alerts")
        self.general = self.guild.create_text_channel("general")

    def clock(self) -> int:
        return int(self.env.now().timestamp() * 1000)

    def make(self, documents: Sequence[Document] | None = None, **options: Any) -> Assembly:
        self.data.mkdir(exist_ok=True)
        options = {"owner": self.operator, "clock": self.clock, "kinds": TEST_KINDS, **options}
        store = options.pop("store", None) or SqliteStore(self.data / "tocsin.db")
        self.assembly = Assembly(store, Rulebook(documents or [self.alerting()]), data=self.data, **options)
        return self.assembly

    def alerting(self, **body: Any) -> Document:
        body = {"types": [BAN], "channel": str(self.alerts.id), "title": "Somebody was banned", **body}
        return Document("alerting", "on-ban", "tests", "tests.yml", 0, body, {})

    def ingest(self, type_: str = BAN, **fields: Any) -> None:
        self.n = getattr(self, "n", 0) + 1
        fields = {"guild": self.guild.id, "actor": self.member.id, "target": self.victim.id, **fields}
        fields.setdefault("id", f"test-signal-{self.n}")
        fields.setdefault("time", self.clock())
        self.assembly.engine.ingest(Signal(type=type_, **fields))

    async def keep_private(self) -> None:
        """Hide the channel of the alerts from everybody but the owner and the bot."""
        channel: Any = self.assembly.client.get_channel(self.alerts.id)
        allow = discord.PermissionOverwrite(view_channel=True, send_messages=True, embed_links=True)
        await channel.set_permissions(channel.guild.me, overwrite=allow)
        hide = discord.PermissionOverwrite(view_channel=False)
        await channel.set_permissions(channel.guild.default_role, overwrite=hide)
        await self.env.settle()

    async def sent(self) -> None:
        """Until everything planned is done."""
        async with asyncio.timeout(10):
            await self.assembly.engine.caught_up()
            await self.assembly.engine.journal.durable()
            await self.assembly.engine.outbox.drain()
            await self.assembly.engine.journal.durable()

    async def settled(self, seconds: float = 3) -> None:
        """Until everything planned is done, also what was to be done in a moment."""
        await self.sent()
        await self.env.advance_time(seconds)
        self.assembly.engine.look_at_clock()
        await self.sent()
        await self.env.settle()

    async def again(self, **options: Any) -> None:
        """Let go as a kill would, and start another bot on the same files."""
        await self.assembly.engine.abandon()
        await self.env.restart_bot(self.make(**options).client)


@asynccontextmanager
async def world(
    data: Path, *, documents: Any = None, owner: int | None = None, **options: Any
) -> AsyncIterator[World]:
    """A running world. `documents` makes the rulebook from the world."""
    made = World(data, owner)
    env = simcord.Env(None)  # the bot comes once its guild is there
    made.build(env)
    env.bot = made.make(None if documents is None else documents(made), **options).client
    await env.start()
    try:
        with env.time_context():
            yield made
    finally:
        await made.assembly.engine.stop()
        await env.shutdown()
