"""The REST side: who knows the token, what is limited or broken just now, and which route answers."""

from __future__ import annotations

from itertools import chain
from typing import Any, Final

from aiohttp import web

from tests.support.loopback.answers import refused
from tests.support.loopback.routes import application, audit, channels, guilds, interactions
from tests.support.loopback.routes.table import ids

_ROUTES: Final = list(
    chain.from_iterable(each.ROUTES.all for each in (application, audit, channels, guilds, interactions))
)


async def answer(server: Any, request: web.Request) -> web.StreamResponse:
    """An unknown route is a 404 that `server.unknown` remembers."""
    method, path = request.method, "/" + request.match_info["rest"]
    server.requests.append((method, path))
    if not server.known_token:
        return refused(401, "401: Unauthorized")
    fault = await server.faults.meet(method, path)
    if fault is not None and not fault.then_works:
        return fault.answer()
    refusal, headers = server.buckets.take(method, path)
    if refusal is not None:
        return refusal
    response = await _route(server, request, method, path)
    if fault is not None:
        return fault.answer()
    response.headers.update(headers)
    return response


async def _route(server: Any, request: web.Request, method: str, path: str) -> web.StreamResponse:
    for route in _ROUTES:
        found = route.pattern.match(path) if route.method == method else None
        if found is not None:
            return await route.handler(server, request, **ids(found))
    server.unknown.append((method, path))
    return refused(404, "404: no such route in this fake")
