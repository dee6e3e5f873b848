"""Answers to clicks and commands: each is kept with the moment it came."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from tests.support.loopback.answers import as_json
from tests.support.loopback.payloads import BOT, CHANNEL, message
from tests.support.loopback.routes.channels import body_of
from tests.support.loopback.routes.table import Routes

ROUTES = Routes()


@ROUTES.add("POST", "/interactions/{id}/{+token}/callback")
async def callback(server: Any, request: web.Request, id: int, token: str) -> web.Response:  # noqa: A002
    server.answered[id] = (time.monotonic(), await body_of(request))
    interaction = {"id": str(id), "type": 2, "response_message_id": "1"}
    return as_json({"interaction": interaction, "resource": None})


@ROUTES.add("POST", "/webhooks/{app}/{+token}")
async def followup(server: Any, request: web.Request, app: int, token: str) -> web.Response:
    server.followups.append(await body_of(request))
    return as_json(message(server.snowflake(), "", author=BOT, channel_id=CHANNEL))


@ROUTES.add("PATCH", "/webhooks/{app}/{+token}/messages/@original")
@ROUTES.add("GET", "/webhooks/{app}/{+token}/messages/@original")
async def original(server: Any, request: web.Request, app: int, token: str) -> web.Response:
    server.followups.append(await body_of(request))
    return as_json(message(server.snowflake(), "", author=BOT, channel_id=CHANNEL))


@ROUTES.add("DELETE", "/webhooks/{app}/{+token}/messages/@original")
async def withdrawn(server: Any, request: web.Request, app: int, token: str) -> web.Response:
    return web.Response(status=204)
