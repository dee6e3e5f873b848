"""Who the bot is, and its commands."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.support.loopback.answers import as_json
from tests.support.loopback.payloads import BOT, OWNER
from tests.support.loopback.routes.table import Routes

ROUTES = Routes()


@ROUTES.add("GET", "/users/@me")
async def me(server: Any, request: web.Request) -> web.Response:
    return as_json(BOT)


@ROUTES.add("GET", "/oauth2/applications/@me")
async def application(server: Any, request: web.Request) -> web.Response:
    return as_json({
        "id": "100", "name": "Tocsin", "description": "", "icon": None, "owner": OWNER,
        "flags": server.application_flags, "bot_public": True, "bot_require_code_grant": False,
        "verify_key": "00", "team": None,
    })  # fmt: skip


@ROUTES.add("GET", "/gateway/bot")
async def gateway_bot(server: Any, request: web.Request) -> web.Response:
    limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
    return as_json({"url": str(server.url), "shards": 1, "session_start_limit": limit})


@ROUTES.add("PUT", "/applications/{app}/commands")
@ROUTES.add("GET", "/applications/{app}/commands")
async def commands(server: Any, request: web.Request, app: int) -> web.Response:
    return as_json([])


@ROUTES.add("PUT", "/applications/{app}/guilds/{guild}/commands")
async def guild_commands(server: Any, request: web.Request, app: int, guild: int) -> web.Response:
    return as_json([])
