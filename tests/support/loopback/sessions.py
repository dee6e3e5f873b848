"""The gateway: one client's sessions over real WebSockets, with replay, reconnects and closes.

What is dispatched while no socket is open is kept in the session, and told when it is resumed; a session
that was invalidated forgets it, as Discord does.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final

from aiohttp import WSMsgType, web

from tests.support.loopback.payloads import BOT, Payload
from tests.support.loopback.places import Place

_HEARTBEAT_MS: Final = 45_000
_CHUNK: Final = 1_000


class Sessions:
    """`identified` counts new sessions, `resumed` resumed ones. `close_with` closes at each identify.

    `intents` are those of the last identify; `allowed` says which it may ask for (None: all), else
    the socket closes with 4014. While it `is_away` nobody gets a socket.
    """

    def __init__(self, places: Callable[[], list[Place]], url: Callable[[], str]) -> None:
        self.identified = 0
        self.resumed = 0
        self.close_with: int | None = None
        self.allowed: int | None = None
        self.intents = 0
        self.heartbeats = 0
        self.is_away = False
        self.ready = asyncio.Event()
        self._places = places
        self._url = url
        self._socket: web.WebSocketResponse | None = None
        self._session: str | None = None
        self._log: list[Payload] = []
        self._sequence = 0

    @property
    def is_open(self) -> bool:
        """Whether a client hears what is dispatched now."""
        return self._socket is not None and not self._socket.closed and self.ready.is_set()

    async def dispatch(self, event: str, data: Any) -> None:
        """Tell an event; without a session nobody is ever told of it."""
        if self._session is None:
            return
        self._sequence += 1
        payload = {"op": 0, "t": event, "s": self._sequence, "d": data}
        self._log.append(payload)
        await self._send(payload)

    async def drop(self, code: int = 4000) -> None:
        """Close the socket: with 4000 the client resumes."""
        assert self._socket is not None
        self.ready.clear()
        await self._socket.close(code=code)

    async def ask_to_reconnect(self) -> None:
        """Op 7."""
        self.ready.clear()
        await self._send({"op": 7, "d": None})

    async def call_invalid(self, *, resumable: bool) -> None:
        """Op 9."""
        self.ready.clear()
        if not resumable:
            self.invalidate()
        await self._send({"op": 9, "d": resumable})

    def invalidate(self) -> None:
        """Forget the session: it cannot be resumed, and what happens until the next is told to nobody."""
        self._session = None
        self._log.clear()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A socket, for as long as it is open."""
        if self.is_away:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._socket = socket
        await self._send({"op": 10, "d": {"heartbeat_interval": _HEARTBEAT_MS}})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._take(json.loads(message.data))
        return socket

    async def _take(self, payload: Payload) -> None:
        op, data = payload["op"], payload["d"]
        if op == 1:
            self.heartbeats += 1
            await self._send({"op": 11})
        elif op == 2:
            await self._identify(data)
        elif op == 6:
            await self._resume(data)
        elif op == 8:
            await self._chunk(data)

    async def _identify(self, data: Payload) -> None:
        self.intents = data.get("intents", 0)
        if self.close_with is not None:
            await self._close(self.close_with)
            return
        if self.allowed is not None and self.intents & ~self.allowed:
            await self._close(4014)
            return
        self.identified += 1
        self._session, self._sequence = f"s{self.identified}", 0
        self._log.clear()
        places = self._places()
        guilds = [{"id": each.guild["id"], "unavailable": True} for each in places]
        await self.dispatch("READY", {
            "v": 10, "user": BOT, "session_id": self._session, "resume_gateway_url": self._url(),
            "guilds": guilds, "application": {"id": "100", "flags": 0},
        })  # fmt: skip
        for each in places:
            if each.available:
                await self.dispatch("GUILD_CREATE", each.guild)
        self.ready.set()

    async def _resume(self, data: Payload) -> None:
        if data["session_id"] != self._session:
            await self._send({"op": 9, "d": False})
            return
        self.resumed += 1
        for payload in [each for each in self._log if each["s"] > data["seq"]]:
            await self._send(payload)
        await self.dispatch("RESUMED", {})
        self.ready.set()

    async def _chunk(self, data: Payload) -> None:
        asked = data["guild_id"]
        guild = str(asked[0] if isinstance(asked, list) else asked)
        place = next(each for each in self._places() if each.guild["id"] == guild)
        members = place.guild["members"]
        parts = [members[at : at + _CHUNK] for at in range(0, len(members), _CHUNK)] or [[]]
        for index, part in enumerate(parts):
            await self.dispatch("GUILD_MEMBERS_CHUNK", {
                "guild_id": guild, "members": part, "chunk_index": index, "chunk_count": len(parts),
                "nonce": data.get("nonce"),
            })  # fmt: skip

    async def _send(self, payload: Payload) -> None:
        """To a socket that is gone nothing goes."""
        if self._socket is None or self._socket.closed:
            return
        try:
            await self._socket.send_str(json.dumps(payload))
        except ConnectionError:
            return

    async def _close(self, code: int) -> None:
        assert self._socket is not None
        await self._socket.close(code=code)
