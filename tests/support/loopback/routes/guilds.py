"""A guild's people and things: members, bans, roles, invites, webhooks."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.support.loopback.answers import as_json, refused
from tests.support.loopback.routes.channels import body_of
from tests.support.loopback.routes.table import Routes

ROUTES = Routes()


@ROUTES.add("GET", "/guilds/{guild}/bans")
async def bans(server: Any, request: web.Request, guild: int) -> web.Response:
    """In order of the users' ids."""
    after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 1000))
    found = sorted(server.place(guild).bans.items())
    return as_json([each for id_, each in found if id_ > after][:limit])


@ROUTES.add("PUT", "/guilds/{guild}/bans/{user}")
async def ban(server: Any, request: web.Request, guild: int, user: int) -> web.Response:
    server.place(guild).bans[user] = {"user": {"id": str(user), "username": "x", "discriminator": "0",
                                               "avatar": None}, "reason": None}  # fmt: skip
    return web.Response(status=204)


@ROUTES.add("GET", "/guilds/{guild}/members")
async def members(server: Any, request: web.Request, guild: int) -> web.Response:
    after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 1))
    found = sorted(server.place(guild).guild["members"], key=lambda each: int(each["user"]["id"]))
    return as_json([each for each in found if int(each["user"]["id"]) > after][:limit])


@ROUTES.add("GET", "/guilds/{guild}/members/{user}")
async def member(server: Any, request: web.Request, guild: int, user: int) -> web.Response:
    found = server.place(guild).person(user)
    return refused(404, "Unknown Member", 10007) if found is None else as_json(found)


@ROUTES.add("PATCH", "/guilds/{guild}/members/{user}")
async def edit_member(server: Any, request: web.Request, guild: int, user: int) -> web.Response:
    found = server.place(guild).person(user)
    if found is None:
        return refused(404, "Unknown Member", 10007)
    found |= await body_of(request)
    return as_json(found)


@ROUTES.add("GET", "/guilds/{guild}/roles")
async def roles(server: Any, request: web.Request, guild: int) -> web.Response:
    return as_json(server.place(guild).guild["roles"])


@ROUTES.add("GET", "/guilds/{guild}/channels")
async def channels(server: Any, request: web.Request, guild: int) -> web.Response:
    return as_json(server.place(guild).guild["channels"])


@ROUTES.add("GET", "/guilds/{guild}/invites")
async def invites(server: Any, request: web.Request, guild: int) -> web.Response:
    return as_json(server.place(guild).invites)


@ROUTES.add("GET", "/guilds/{guild}/webhooks")
async def webhooks(server: Any, request: web.Request, guild: int) -> web.Response:
    return as_json(server.place(guild).webhooks)
