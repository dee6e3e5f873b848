"""Channels and their messages: history, sending, editing, deleting."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.support.loopback.answers import as_json, refused
from tests.support.loopback.payloads import BOT, message
from tests.support.loopback.routes.table import Routes

ROUTES = Routes()


@ROUTES.add("GET", "/channels/{channel}")
async def channel(server: Any, request: web.Request, channel: int) -> web.Response:
    for place in server.places():
        found = place.channel(channel)
        if found is not None:
            return as_json({**found, "guild_id": place.guild["id"]})
    return refused(404, "Unknown Channel", 10003)


@ROUTES.add("GET", "/channels/{channel}/messages")
async def history(server: Any, request: web.Request, channel: int) -> web.Response:
    """With `after` the oldest that follow; always told newest first."""
    query = request.query
    limit = int(query.get("limit", 50))
    found = list(server.messages_of(channel))
    if "after" in query:
        found = [each for each in found if int(each["id"]) > int(query["after"])][:limit]
    elif "before" in query:
        found = [each for each in found if int(each["id"]) < int(query["before"])][-limit:]
    else:
        found = found[-limit:]
    return as_json(found[::-1])


@ROUTES.add("POST", "/channels/{channel}/messages")
async def send(server: Any, request: web.Request, channel: int) -> web.Response:
    """The same nonce is the same message."""
    body = await body_of(request)
    nonce = body.get("nonce")
    known = server.by_nonce.get(nonce)
    if known is None:
        known = {**message(server.snowflake(), "", author=BOT, channel_id=channel), **body}
        server.by_nonce[nonce] = known
        server.messages_of(channel).append(known)
        server.posted.append(known)
    return as_json(known)


@ROUTES.add("GET", "/channels/{channel}/messages/{id}")
async def one(server: Any, request: web.Request, channel: int, id: int) -> web.Response:  # noqa: A002
    for each in server.messages_of(channel):
        if each["id"] == str(id):
            return as_json(each)
    return refused(404, "Unknown Message", 10008)


@ROUTES.add("PATCH", "/channels/{channel}/messages/{id}")
async def edit(server: Any, request: web.Request, channel: int, id: int) -> web.Response:  # noqa: A002
    for each in server.messages_of(channel):
        if each["id"] == str(id):
            each.update(await body_of(request))
            return as_json(each)
    return refused(404, "Unknown Message", 10008)


@ROUTES.add("DELETE", "/channels/{channel}/messages/{id}")
async def delete(server: Any, request: web.Request, channel: int, id: int) -> web.Response:  # noqa: A002
    server.messages_of(channel)[:] = [each for each in server.messages_of(channel) if each["id"] != str(id)]
    return web.Response(status=204)


@ROUTES.add("POST", "/users/@me/channels")
async def direct(server: Any, request: web.Request) -> web.Response:
    recipient = (await body_of(request))["recipient_id"]
    user = {"id": str(recipient), "username": "x", "discriminator": "0", "avatar": None}
    return as_json({"id": f"7{recipient}", "type": 1, "recipients": [user]})


async def body_of(request: web.Request) -> dict[str, Any]:
    """What was sent as JSON, alone or beside files."""
    if request.content_type == "multipart/form-data":
        form = await request.post()
        return dict(json.loads(str(form["payload_json"])))
    text = await request.text()
    return dict(json.loads(text)) if text else {}
