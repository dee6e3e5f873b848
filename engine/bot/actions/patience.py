"""Patience with Discord: what passes by itself (a broken line, 5xx, a rate limit) is waited out.

Knows errors and pauses, no action. Whoever waits is ended by the outbox's deadline.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, TypeVar

import aiohttp
import discord

CALL_S: Final = 12.0
"""How long one call may take; discord.py itself would go on for half a minute."""
_FIRST_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 15.0
_UNAUTHORIZED: Final = 401
"""The token is refused, and the bot is about to stop: the next start carries it out, with another token."""
_TOO_MANY: Final = 429

Answer = TypeVar("Answer")


def passes(error: Exception) -> bool:
    """Whether it is worth waiting: what Discord refused stays refused, and is never asked again."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status in {_UNAUTHORIZED, _TOO_MANY}
    return isinstance(error, discord.RateLimited | aiohttp.ClientError | OSError)


def pauses() -> Iterator[float]:
    """Seconds to wait before each further attempt, without end."""
    pause = _FIRST_PAUSE_S
    while True:
        yield pause
        pause = min(pause * 2, _LONGEST_PAUSE_S)


async def once(call: Callable[[], Awaitable[Answer]]) -> Answer:
    """One call, for at most `CALL_S` seconds; then `TimeoutError`, and nobody knows whether it was done."""
    async with asyncio.timeout(CALL_S):
        return await call()


async def patiently(call: Callable[[], Awaitable[Answer]]) -> Answer:
    """Ask again until there is an answer. For calls that change nothing."""
    waits = pauses()
    while True:
        try:
            return await once(call)
        except Exception as error:
            if not passes(error):
                raise
        await asyncio.sleep(next(waits))
