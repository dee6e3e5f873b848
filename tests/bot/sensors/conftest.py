"""A real discord.py client on an in-memory Discord; all that it dispatches is sensed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
import simcord

from engine.bot.sensors import Context, sense
from engine.catalogue import Catalogue
from engine.signal import Signal
from tests.bot.sensors.wire import change
from tests.catalogue.conformance import faults

STAFF = discord.Permissions(ban_members=True, manage_messages=True)


class Client(discord.Client):
    """Senses as the bot's own client does: in `dispatch`, synchronously."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(intents=intents or discord.Intents.all())
        self.context = Context(None, self.clock)
        self.ahead = 0
        self.env: simcord.Env | None = None
        self.signals: list[Signal] = []
        self.raised: list[Exception] = []
        self.events: list[tuple[str, tuple[Any, ...]]] = []

    def clock(self) -> int:
        assert self.env is not None
        return int(self.env.now().timestamp() * 1000) + self.ahead

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        if self.context.own_id is None and self.user is not None:
            self.context.own_id = self.user.id
        self.events.append((event, args))
        try:
            self.signals.extend(sense(event, args, self.context))
        except Exception as error:
            self.raised.append(error)
            raise
        super().dispatch(event, *args, **kwargs)


class World:
    """A guild with a channel, a moderator and a member, and all signals since it stands."""

    def __init__(self, env: simcord.Env, client: Client) -> None:
        self.env, self.client = env, client
        self.entries: dict[int, dict[str, Any]] = {}
        self.backend = env.backend
        self.guild = env.create_guild("The Guild")
        self.channel = self.guild.create_text_channel("general")
        self.voice = self.guild.create_voice_channel("lounge")
        self.stage = self.guild.create_voice_channel("stage")
        self.staff_role = self.guild.create_role("Staff", permissions=STAFF)
        self.plain_role = self.guild.create_role("Plain")
        self.mod = self.guild.add_member(
            env.create_user("mod", global_name="The Mod"), roles=[self.staff_role], nick="Moddy"
        )
        self.member = self.guild.add_member(
            env.create_user("bob", global_name="Bob"), roles=[self.plain_role]
        )

    @property
    def signals(self) -> list[Signal]:
        return self.client.signals

    def of(self, type_: str) -> list[Signal]:
        return [signal for signal in self.signals if signal.type == type_]

    def the(self, type_: str) -> Signal:
        """The only signal of a type."""
        (signal,) = self.of(type_)
        return signal

    def feed(self, event: str, payload: dict[str, Any]) -> None:
        """A payload from the gateway, through discord.py's own parser."""
        self.backend.emit(event, payload)

    def audit(
        self,
        action: discord.AuditLogAction | int,
        target: int | None = None,
        *,
        user: int | None = None,
        changes: dict[str, tuple[Any, Any]] | None = None,
        options: dict[str, Any] | None = None,
        reason: str | None = None,
        id_: int | None = None,
    ) -> int:
        """An audit-log entry as the gateway sends it; `changes` by Discord's keys: (old, new)."""
        entry = id_ or self.backend.snowflake()
        payload: dict[str, Any] = {
            "id": str(entry),
            "guild_id": str(self.guild.id),
            "action_type": action if isinstance(action, int) else action.value,
            "user_id": str(user or self.mod.id),
            "target_id": None if target is None else str(target),
        }
        if changes:
            payload["changes"] = [change(key, *values) for key, values in changes.items()]
        if options:
            payload["options"] = options
        if reason is not None:
            payload["reason"] = reason
        self.entries[entry] = payload
        self.feed("GUILD_AUDIT_LOG_ENTRY_CREATE", payload)
        return entry

    def backend_entry(self, id_: int) -> Any:
        """An entry as the audit log has it over REST."""
        return {name: value for name, value in self.entries[id_].items() if name != "guild_id"}


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture
async def world(catalogue: Catalogue) -> AsyncIterator[World]:
    """Every signal that a test caused is held to the catalogue at its end."""
    client = Client()
    client.env = env = simcord.Env(client)
    await env.start()
    world = World(env, client)
    await env.settle()
    client.signals.clear()
    yield world
    await env.shutdown()
    assert client.raised == []
    assert [fault for signal in client.signals for fault in faults(catalogue, signal)] == []
    ids = [signal.id for signal in client.signals]
    assert len(set(ids)) == len(ids)
