"""How a route is written down: a method, a path with names in braces, and who answers it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from aiohttp import web

Handler = Callable[..., Awaitable[web.StreamResponse]]
"""Takes the server, the request, and the ids of the path by their names."""


class Route(NamedTuple):
    """One route of Discord's API."""

    method: str
    pattern: re.Pattern[str]
    handler: Handler


class Routes:
    """The routes of one concern, in the order in which they are tried."""

    def __init__(self) -> None:
        self.all: list[Route] = []

    def add(self, method: str, path: str) -> Callable[[Handler], Handler]:
        """Answer a path. `{name}` stands for an id, `{+name}` for any other part."""

        def register(handler: Handler) -> Handler:
            pattern = re.sub(r"{\+(\w+)}", r"(?P<\1>[^/]+)", path)
            pattern = re.sub(r"{(\w+)}", r"(?P<\1>[0-9]+)", pattern)
            self.all.append(Route(method, re.compile(pattern + "$"), handler))
            return handler

        return register


def ids(found: re.Match[str]) -> dict[str, Any]:
    """The names of a path: ids as numbers."""
    return {name: int(text) if text.isdecimal() else text for name, text in found.groupdict().items()}
