"""The socket that lets the loop breathe: discord.py reads on as long as there is something to read.

A click that was read in a burst is then answered only when the burst ends. So the socket pauses before it
hands over more: for one turn of the loop from time to time, and for as long as too much waits to be taken in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

SLICE_S: Final = 0.02
"""For so long events are handed over in one turn of the loop. Longer than the engine's own slice: a click
in the midst of a burst waits until what came before it is read, not until that is worked through."""


def breathing(connect: Callable[..., Awaitable[Any]], room: Callable[[], Awaitable[None]]) -> Any:
    """A way to connect, `HTTPClient.ws_connect` or its like, whose sockets pause.

    `room` returns once more may come.
    """

    async def connected(*args: Any, **options: Any) -> Any:
        socket = await connect(*args, **options)
        socket.receive = _receiving(socket.receive, room)
        return socket

    return connected


def _receiving(
    receive: Callable[..., Awaitable[Any]], room: Callable[[], Awaitable[None]]
) -> Callable[..., Awaitable[Any]]:
    clock = asyncio.get_running_loop().time
    since = clock()

    async def received(timeout: float | None = None) -> Any:  # noqa: ASYNC109 - discord.py says it
        nonlocal since
        if clock() - since >= SLICE_S:
            await asyncio.sleep(0)
            await room()
            since = clock()
        return await receive(timeout)

    return received
