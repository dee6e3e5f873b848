"""The supervisor: keeps the client connected. discord.py dies of one malformed dispatch; here it is a gap.

Starts again with growing pauses, and stops where starting again cannot help, with one clear line.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
import discord
import structlog

from engine.bot.blindness import blind_rules
from engine.bot.client import TocsinClient
from engine.bot.intents import SWITCHES, go_without, refused
from engine.bot.options import TOKEN
from engine.errors import TocsinError

FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0
STALLED_S: Final = 75.0
"""Without a session for so long, the next attempt is made at once; one attempt takes a minute at most."""
QUIET_S: Final = 600.0
"""Connected for so long, the pauses begin from the first again."""
_LONGEST_REASON: Final = 200
_BAD_TOKEN: Final = 4004
_MOST_NAMED: Final = 20
_PORTAL: Final = "https://discord.com/developers/applications"

_NO_LONGER_KNOWN: Final = (
    f"Discord no longer knows this token: set {TOKEN} to the one under Bot at {_PORTAL}, and start again"
)

_log = structlog.get_logger()


class _Stalled(Exception):
    """Without a session for too long."""


class Stopped(TocsinError):
    """The bot cannot go on; its text says what to do."""


class Unusable(Stopped):
    """To start again would not help: somebody has to change something first."""


class Supervisor:
    """Runs one client. `crashes` counts how often discord.py died."""

    def __init__(
        self, client: TocsinClient, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._client = client
        self._sleep = sleep
        self._pause = FIRST_PAUSE_S
        self.crashes = 0

    async def run(self, token: str, stop: asyncio.Future[None]) -> None:
        """Until `stop` is done (which may carry an exception); raises `Stopped` or another `TocsinError`."""
        working = asyncio.ensure_future(self._work(token))
        refused = asyncio.ensure_future(self._refused())
        try:
            await asyncio.wait({working, refused, stop}, return_when=asyncio.FIRST_COMPLETED)
            if stop.done():
                stop.result()
            else:
                (working if working.done() else refused).result()
        finally:
            for each in (working, refused):
                each.cancel()
            await asyncio.gather(working, refused, return_exceptions=True)
            await self._client.close()

    async def _work(self, token: str) -> None:
        await self._login(token)
        loop = asyncio.get_running_loop()
        while True:
            begin = loop.time()
            try:
                await self._connect()
            except _Stalled:
                _log.warning("gateway.stalled", seconds=STALLED_S)
                continue
            except discord.PrivilegedIntentsRequired as error:
                await self._go_without(error)
                continue
            except discord.ConnectionClosed as error:
                raise Unusable(_closed_for_good(error)) from error
            except Exception as error:  # noqa: BLE001 - whatever a dispatch did to discord.py
                await self._crashed(error)
            else:
                raise Stopped("Discord ended the connection; start again")
            if loop.time() - begin > QUIET_S:
                self._pause = FIRST_PAUSE_S
            await self._wait()

    async def _connect(self) -> None:
        """Until the connection is given up.

        discord.py pauses for up to a quarter of an hour between attempts, however long Discord has been
        back: after a minute without a session it is made to begin anew.
        """
        loop = asyncio.get_running_loop()
        connecting = asyncio.ensure_future(self._client.connect())
        told_at = loop.time()
        try:
            while not connecting.done():
                await asyncio.wait({connecting}, timeout=STALLED_S / 10)
                if self._client.connection.is_told:
                    told_at = loop.time()
                elif loop.time() - told_at > STALLED_S and not connecting.done():
                    raise _Stalled
            await connecting
        finally:
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)

    async def _login(self, token: str) -> None:
        """Tries until Discord answers. What starting the engine raises is passed on."""
        while True:
            try:
                await self._client.login(token)
            except discord.LoginFailure as error:
                raise Unusable(
                    f"Discord does not know this token: set {TOKEN} to the one under Bot at {_PORTAL}"
                ) from error
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                _log.warning(
                    "login.failed",
                    error=type(error).__name__,
                    reason=str(error)[:_LONGEST_REASON],
                    again_s=self._pause,
                )
                await self._forget_session()
                await self._wait()
            else:
                return

    async def _refused(self) -> None:
        """Until Discord refuses the token in the middle of things; a login has its own line."""
        await self._client.token_watch.revoked.wait()
        if self._client.user is None:
            await asyncio.Event().wait()
        raise Unusable(_NO_LONGER_KNOWN)

    async def _go_without(self, error: discord.PrivilegedIntentsRequired) -> None:
        """Ask for less: a bot that sees less is better than none. Raises `Unusable` if that is no use."""
        flags = discord.ApplicationFlags()
        with contextlib.suppress(discord.HTTPException, aiohttp.ClientError, OSError):
            flags = (await self._client.application_info()).flags
        off = refused(self._client.intents, flags)
        if not off:
            raise Unusable(
                "Discord refused the connection, also without privileged intents: look under Bot at "
                f"{_PORTAL} whether the application is in order"
            ) from error
        go_without(self._client, off)
        switches = " and ".join(f"*{SWITCHES[name]}*" for name in off)
        blind = blind_rules(self._client.desk.engine.program, self._client.intents)
        _log.error(
            "intents.refused",
            without=off,
            do=f"switch on {switches} under Bot at {_PORTAL}, and restart",
            blind_rules=len(blind),
            first=blind[:_MOST_NAMED],
        )

    async def _forget_session(self) -> None:
        """Each login makes a session, and discord.py forgets the one before without closing it.

        Not once we are known: then messages may be on their way already.
        """
        if self._client.user is not None:
            return
        await self._client.http.close()
        self._client.http.connector = discord.utils.MISSING

    async def _crashed(self, error: Exception) -> None:
        """The connection's state is not to be trusted: mark the gap, leave, and identify anew."""
        self.crashes += 1
        _log.error("gateway.crashed", error=type(error).__name__, crashes=self.crashes, exc_info=error)
        self._client.lost()
        if self._client.ws is not None:
            with contextlib.suppress(OSError, RuntimeError, aiohttp.ClientError):
                await self._client.ws.close()

    async def _wait(self) -> None:
        pause, self._pause = self._pause, min(self._pause * 2, LONGEST_PAUSE_S)
        await self._sleep(pause)


def _closed_for_good(error: discord.ConnectionClosed) -> str:
    if error.code == _BAD_TOKEN:
        return _NO_LONGER_KNOWN
    return f"Discord closed the connection for good (code {error.code}); see Discord's list of close codes"
