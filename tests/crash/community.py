"""The Discord of the whole program's crash tests: it outlives the bot, and remembers every message posted.

It takes a repeated nonce as the same message, as Discord does, but forgets nonces at a kill, as Discord
does after minutes. Now and then it posts a message and breaks the line instead of answering.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.support.loopback import BOT, Loopback, as_json, guild

GUILDS = {300: 400, 301: 401}
"""Two servers, and the channel that each wants its alerts in."""


class Community(Loopback):
    """`posted` counts messages by nonce. `on_post` is asked before and after each is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.guilds = [guild(id_, channel) for id_, channel in GUILDS.items()]
        self.posted: Counter[str] = Counter()
        self.messages: dict[int, list[dict[str, Any]]] = {channel: [] for channel in GUILDS.values()}
        self.answers: list[tuple[str, Any]] = []
        self.on_post: Callable[[str], Awaitable[None]] = _nothing
        self._by_nonce: dict[str, dict[str, Any]] = {}

    def forget_nonces(self) -> None:
        self._by_nonce.clear()

    async def says(self, guild_id: int, author: int, content: str) -> None:
        """Somebody writes a message."""
        await self.dispatch("MESSAGE_CREATE", {
            "id": str(self.snowflake()), "channel_id": str(GUILDS[guild_id]), "guild_id": str(guild_id),
            "author": {"id": str(author), "username": "bo", "discriminator": "0", "avatar": None},
            "content": content, "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None,
            "tts": False, "type": 0, "mention_everyone": False, "mentions": [], "mention_roles": [],
            "attachments": [], "embeds": [], "pinned": False,
            "member": {"roles": [], "joined_at": None, "flags": 0},
        })  # fmt: skip

    async def bans(self, guild_id: int, actor: int) -> None:
        """A moderator bans somebody: the entry of the audit log and its twin."""
        await self.ban(actor, guild=guild_id)

    def entries(self) -> list[int]:
        """The ids of the audit logs, in order."""
        return sorted(int(each["id"]) for place in self.places() for each in place.audit)

    async def rest(self, request: web.Request) -> web.StreamResponse:
        parts = request.path.split("/")
        if parts[-1] == "messages" and parts[-3] == "channels":
            channel = int(parts[-2])
            if request.method == "POST":
                return await self._post(request, channel)
            return as_json(self._history(channel, request.query))
        if parts[-2] == "messages" and request.method == "PATCH":
            return await self._edit(request, int(parts[-3]), parts[-1])
        if parts[-2] == "channels" and request.method == "GET":
            return as_json(self._channel(int(parts[-1])))
        if request.method in {"POST", "PATCH"} and parts[2] in {"interactions", "webhooks"}:
            return await self._answered(request)
        return await super().rest(request)

    def _channel(self, id_: int) -> dict[str, Any]:
        """What a bot is told that asks before it was told of its servers."""
        return next(
            {**channel, "guild_id": each["id"]}
            for each in self.guilds
            for channel in each["channels"]
            if channel["id"] == str(id_)
        )

    def _history(self, channel: int, query: Any) -> list[dict[str, Any]]:
        """The oldest after an id, newest first."""
        after, limit = int(query.get("after", 0)), int(query.get("limit", 50))
        found = [each for each in self.messages.get(channel, []) if int(each["id"]) > after]
        return found[:limit][::-1]

    async def _post(self, request: web.Request, channel: int) -> web.StreamResponse:
        body = json.loads(await request.text())
        nonce = body["nonce"]
        await self.on_post("before")
        known = self._by_nonce.get(nonce)
        message = known or {**body, **message_of_ours(self.snowflake(), channel)}
        if known is None:
            self.posted[nonce] += 1
            self._by_nonce[nonce] = message
            self.messages[channel].append(message)
        await self.on_post("after")
        await asyncio.sleep(0.002)
        if known is None and zlib.crc32(nonce.encode()) % 16 == 0 and request.transport is not None:
            request.transport.abort()
        return as_json(message)

    async def _edit(self, request: web.Request, channel: int, id_: str) -> web.StreamResponse:
        body = json.loads(await request.text())
        await self.on_post("before")
        message = next(each for each in self.messages[channel] if each["id"] == id_)
        message |= body
        await self.on_post("after")
        return as_json(message)

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        body = json.loads(text) if text else {}
        self.answers.append((request.path, body))
        if request.path.endswith("/callback"):
            interaction = {"id": request.path.split("/")[-3], "type": 2, "response_message_id": "1"}
            return as_json({"interaction": interaction, "resource": None})
        return as_json({**message_of_ours(self.snowflake(), 400), "content": "", "embeds": []})


def message_of_ours(id_: int, channel: int) -> dict[str, Any]:
    """What Discord says of a message of the bot, beside its content."""
    return {
        "id": str(id_), "channel_id": str(channel), "author": BOT, "type": 0, "flags": 0, "tts": False,
        "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "mention_everyone": False,
        "mentions": [], "mention_roles": [], "attachments": [], "pinned": False,
    }  # fmt: skip


async def _nothing(_: str) -> None:
    """A Discord that kills nobody."""
