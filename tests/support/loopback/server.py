"""A small Discord on 127.0.0.1, for the unmodified discord.py client: a gateway, a REST side, some guilds.

What happens there (`ban`, `write`, `join`, ...) changes what REST tells and is dispatched to the client,
if it is connected. Tests may also dispatch raw payloads, and break things: `faults`, `buckets`, `sessions`.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import formatdate
from typing import Any

import discord
import yarl
from aiohttp import web

from tests.support.loopback import rest
from tests.support.loopback.buckets import Buckets
from tests.support.loopback.faults import Faults
from tests.support.loopback.happenings import Happenings
from tests.support.loopback.payloads import CHANNEL, EPOCH, Payload, guild, message, now_ms, sent
from tests.support.loopback.places import Place
from tests.support.loopback.sessions import Sessions

ALL_INTENTS = 1 << 14 | 1 << 18
"""The flags of an application that may have members and message content."""


class Loopback(Happenings):
    """`guilds` are what GUILD_CREATE says of each; `known_token` False refuses every request.

    `ahead`: by how many milliseconds its clock is before this computer's.
    """

    def __init__(self) -> None:
        self.guilds: list[Payload] = [guild()]
        self.sessions = Sessions(self.places, lambda: str(self.url))
        self.faults = Faults()
        self.buckets = Buckets()
        self.known_token = True
        self.application_flags = ALL_INTENTS
        self.requests: list[tuple[str, str]] = []
        self.unknown: list[tuple[str, str]] = []
        self.audit_pages = 0
        self.audit_after: list[int] = []
        self.posted: list[Payload] = []
        self.by_nonce: dict[Any, Payload] = {}
        self.answered: dict[int, tuple[float, Payload]] = {}
        self.followups: list[Payload] = []
        self.url = yarl.URL("ws://127.0.0.1")
        self.ahead = 0
        self._places: dict[int, Place] = {}
        self._elsewhere: dict[int, list[Payload]] = {}
        self._serial = itertools.count()

    @property
    def identified(self) -> int:
        """How many sessions were begun."""
        return self.sessions.identified

    @property
    def resumed(self) -> int:
        """How often one was resumed."""
        return self.sessions.resumed

    @property
    def ready(self) -> Any:
        """Set while a client is told what happens."""
        return self.sessions.ready

    @property
    def close_with(self) -> int | None:
        """The code with which every identify is refused, if any."""
        return self.sessions.close_with

    @close_with.setter
    def close_with(self, code: int | None) -> None:
        self.sessions.close_with = code

    def now(self) -> int:
        """Its time, in milliseconds: that of this computer, and what it is `ahead`."""
        return now_ms() + self.ahead

    def snowflake(self, at: int | None = None) -> int:
        """A new id, of this moment or of another (milliseconds)."""
        return (((self.now() if at is None else at) - EPOCH) << 22) + next(self._serial) % (1 << 22)

    def places(self) -> list[Place]:
        """The guilds, as they are."""
        for each in self.guilds:
            self._places.setdefault(int(each["id"]), Place(each))
        return [self._places[int(each["id"])] for each in self.guilds]

    def place(self, id_: int) -> Place:
        """One of them."""
        return next(each for each in self.places() if each.id == id_)

    def messages_of(self, channel: int) -> list[Payload]:
        """Those of a channel, oldest first."""
        for place in self.places():
            if place.channel(channel) is not None:
                return place.messages.setdefault(channel, [])
        return self._elsewhere.setdefault(channel, [])

    async def dispatch(self, event: str, data: Any) -> None:
        """Tell an event as it is."""
        await self.sessions.dispatch(event, data)

    async def drop(self, code: int = 4000) -> None:
        """Close the socket: with 4000 the client resumes."""
        await self.sessions.drop(code)

    async def message(self, id_: int, content: str) -> None:
        """Tell of a message that REST does not know."""
        await self.dispatch("MESSAGE_CREATE", sent(message(id_, content, channel_id=CHANNEL)))

    async def rest(self, request: web.Request) -> web.StreamResponse:
        """A request to the API; the answer bears the time."""
        response = await rest.answer(self, request)
        response.headers["Date"] = formatdate(self.now() / 1000, usegmt=True)
        return response


@asynccontextmanager
async def served(server: Loopback) -> AsyncIterator[int]:
    """The port on which it answers for as long as the block lasts."""
    app = web.Application()
    app.router.add_get("/gateway", server.sessions.handle)
    app.router.add_route("*", "/api/{rest:.*}", server.rest)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    server.url = yarl.URL(f"ws://127.0.0.1:{port}/gateway")
    try:
        yield port
    finally:
        await runner.cleanup()


@asynccontextmanager
async def loopback(monkeypatch: Any) -> AsyncIterator[Loopback]:
    """Discord's addresses point here for as long as the block lasts."""
    server = Loopback()
    async with served(server) as port:
        monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{port}/api")
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", server.url)
        yield server
