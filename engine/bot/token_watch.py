"""The watch over the token: once Discord answers 401, every further call is one too many.

Ten thousand of them in ten minutes, and Discord's front door shuts out the whole computer.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import aiohttp
import structlog

_UNAUTHORIZED: Final = 401
_OTHER_TOKENS: Final = ("/webhooks/", "/interactions/")
"""Paths that bear a token of their own: theirs run out by themselves."""
_log = structlog.get_logger()


class TokenWatch:
    """`revoked` is done once Discord refused the bot's own token."""

    def __init__(self) -> None:
        self.revoked = asyncio.Event()

    def listen(self, config: aiohttp.TraceConfig) -> aiohttp.TraceConfig:
        """Hear of each answer."""
        config.on_request_end.append(self._answered)
        return config

    async def _answered(self, session: Any, context: Any, end: aiohttp.TraceRequestEndParams) -> None:
        del session, context
        path = end.url.path
        if end.response.status == _UNAUTHORIZED and not any(each in path for each in _OTHER_TOKENS):
            _log.error("token.refused", path=path)
            self.revoked.set()
