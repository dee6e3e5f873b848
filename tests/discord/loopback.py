"""A small Discord on 127.0.0.1 with a real WebSocket. Tests send it raw dispatches."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import yarl
from aiohttp import WSMsgType, web

BOT = {"id": "100", "username": "Tocsin", "discriminator": "0", "avatar": None, "bot": True}
OWNER = {"id": "200", "username": "ana", "discriminator": "0", "avatar": None}
GUILD = 300
CHANNEL = 400


def guild(id_: int = GUILD, channel_id: int = CHANNEL) -> dict[str, Any]:
    everyone = {
        "id": str(id_), "name": "@everyone", "permissions": "8", "position": 0, "color": 0, "hoist": False,
        "managed": False, "mentionable": False,
    }  # fmt: skip
    members = [{"user": user, "roles": [], "joined_at": None, "flags": 0} for user in (BOT, OWNER)]
    channel = {
        "id": str(channel_id), "type": 0, "name": "general", "position": 0, "permission_overwrites": [],
    }  # fmt: skip
    return {
        "id": str(id_), "name": "Nature Club", "owner_id": OWNER["id"], "roles": [everyone],
        "channels": [channel], "members": members, "member_count": 2,
        "emojis": [], "stickers": [], "threads": [], "features": [], "presences": [], "voice_states": [],
        "stage_instances": [], "guild_scheduled_events": [],
        "soundboard_sounds": [], "verification_level": 0, "preferred_locale": "en-US", "large": False,
        "afk_timeout": 0, "nsfw_level": 0, "premium_tier": 0, "mfa_level": 0, "unavailable": False,
        "default_message_notifications": 0, "explicit_content_filter": 0, "system_channel_flags": 0,
    }  # fmt: skip


class Loopback:
    """`identified` counts new sessions, `resumed` resumed ones; `close_with` refuses the next identify."""

    def __init__(self) -> None:
        self.identified = 0
        self.resumed = 0
        self.close_with: int | None = None
        self.known_token = True
        self.ready = asyncio.Event()
        self.guilds = [guild()]
        self._socket: web.WebSocketResponse | None = None
        self._sequence = 0

    async def dispatch(self, event: str, data: Any) -> None:
        self._sequence += 1
        await self._send({"op": 0, "t": event, "s": self._sequence, "d": data})

    async def drop(self, code: int = 4000) -> None:
        """Close the socket: with 4000 the client resumes."""
        assert self._socket is not None
        self.ready.clear()
        await self._socket.close(code=code)

    async def message(self, id_: int, content: str) -> None:
        await self.dispatch("MESSAGE_CREATE", {
            "id": str(id_), "channel_id": str(CHANNEL), "guild_id": str(GUILD), "author": OWNER,
            "content": content, "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None,
            "tts": False, "type": 0, "mention_everyone": False, "mentions": [], "mention_roles": [],
            "attachments": [], "embeds": [],
            "pinned": False, "member": {"roles": [], "joined_at": None, "flags": 0},
        })  # fmt: skip

    async def _send(self, payload: dict[str, Any]) -> None:
        assert self._socket is not None
        await self._socket.send_str(json.dumps(payload))

    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = self._socket = web.WebSocketResponse()
        await socket.prepare(request)
        await self._send({"op": 10, "d": {"heartbeat_interval": 45_000}})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._take(json.loads(message.data))
        return socket

    async def _take(self, payload: dict[str, Any]) -> None:
        if payload["op"] == 1:
            await self._send({"op": 11})
        elif payload["op"] == 2:
            await self._identify()
        elif payload["op"] == 6:
            self.resumed += 1
            await self.dispatch("RESUMED", {})
            self.ready.set()

    async def _identify(self) -> None:
        if self.close_with is not None:
            assert self._socket is not None
            await self._socket.close(code=self.close_with)
            return
        self.identified += 1
        self._sequence = 0
        guilds = [{"id": each["id"], "unavailable": True} for each in self.guilds]
        await self.dispatch("READY", {
            "v": 10, "user": BOT, "session_id": f"s{self.identified}", "resume_gateway_url": str(self.url),
            "guilds": guilds, "application": {"id": "100", "flags": 0},
        })  # fmt: skip
        for each in self.guilds:
            await self.dispatch("GUILD_CREATE", each)
        self.ready.set()

    async def rest(self, request: web.Request) -> web.Response:
        if not self.known_token:
            return as_json({"code": 0, "message": "401: Unauthorized"}, status=401)
        if request.path.endswith("/oauth2/applications/@me"):
            return as_json({
                "id": "100", "name": "Tocsin", "description": "", "icon": None, "owner": OWNER, "flags": 0,
                "bot_public": True, "bot_require_code_grant": False, "verify_key": "00", "team": None,
            })  # fmt: skip
        if request.path.endswith("/users/@me"):
            return as_json(BOT)
        return as_json([])


def as_json(data: Any, status: int = 200) -> web.Response:
    """discord.py reads JSON only under exactly this content type."""
    body = json.dumps(data).encode()
    return web.Response(body=body, status=status, headers={"Content-Type": "application/json"})


@asynccontextmanager
async def served(server: Loopback) -> AsyncIterator[int]:
    """The port on which it answers for as long as the block lasts."""
    app = web.Application()
    app.router.add_get("/gateway", server.gateway)
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
