"""Watches the files of a library, and hands on what they hold once they have come to rest.

A hint of the operating system only means: look now. What decides is the bytes of the files, looked
at on a hint, when asked, and from time to time. Knows nothing of what becomes of it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec
import structlog

from engine.documents.home import Home
from engine.documents.look import Look
from engine.errors import raised_at
from engine.runtime.checkouts import is_under_way
from engine.runtime.hints import Hints
from engine.systems.library import Library

_log = structlog.get_logger()


class Pace(msgspec.Struct, frozen=True):
    """Seconds. Two equal looks `apart` from each other count; without a hint it looks every `sweep`.

    Every `glance` it asks whether the folders are still the ones that give hints. Files that have not
    come to rest after `patience` are taken as they are: one that is written for ever must not keep all
    others from coming into force.
    """

    apart: float = 0.2
    sweep: float = 15.0
    glance: float = 1.0
    patience: float = 10.0


USUAL: Final = Pace()


class Watching:
    """One a library. `changed` is awaited with each look that differs from what was loaded last.

    While it is awaited nothing else looks at the library.
    """

    def __init__(
        self, library: Library, changed: Callable[[Look], Awaitable[None]], pace: Pace = USUAL
    ) -> None:
        self._library = library
        self._changed = changed
        self._pace = pace
        self._paths = [os.fspath(path) for path in library.paths]
        self._homes = [path for path in library.paths if isinstance(path, Home)]
        self._due = asyncio.Event()
        self._waiting: list[asyncio.Future[None]] = []
        self._has_ended = False
        self._hints: list[Hints] = []
        self._places: list[tuple[str, int, int]] = []

    def ask(self) -> None:
        """Look soon, whatever the clock says."""
        self._due.set()

    async def look_now(self) -> None:
        """Look, and return when what was found, if anything, has been taken in; at once after the end."""
        if self._has_ended:
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(done)
        self.ask()
        await done

    async def run(self) -> None:
        """Watch until cancelled. Nothing that the files or `changed` do ends it."""
        loop = asyncio.get_running_loop()
        looked = -self._pace.sweep
        try:
            while True:
                await self._follow_if_it_can()
                if self._due.is_set() or loop.time() >= looked + self._pace.sweep:
                    self._due.clear()
                    await self._round()
                    looked = loop.time()
                await self._sleep()
        finally:
            self._has_ended = True
            self._let_go()
            for each in self._waiting:
                each.cancel()

    async def _sleep(self) -> None:
        try:
            async with asyncio.timeout(min(self._pace.glance, self._pace.sweep)):
                await self._due.wait()
        except TimeoutError:
            pass

    async def _round(self) -> None:
        """Look until two looks agree, or patience ends; what is news then goes to `changed`."""
        waiting, self._waiting = self._waiting, []
        loop = asyncio.get_running_loop()
        limit = loop.time() + self._pace.patience
        try:
            look = await asyncio.to_thread(self._rested_or_known)
            while look is not None:
                await asyncio.sleep(self._pace.apart)
                again = await asyncio.to_thread(self._library.look)
                rests = again == look or loop.time() >= limit
                if rests and not await asyncio.to_thread(is_under_way, self._paths):
                    await self._changed(again)
                    break
                look = again if self._library.is_news(again) else None
        except Exception as error:  # noqa: BLE001 - to stop watching would be worse than any fault
            _log.error("rules.look_failed", error=type(error).__name__, at=raised_at(error), exc_info=error)
        finally:
            for each in waiting:
                if not each.done():
                    each.set_result(None)

    def _rested_or_known(self) -> Look | None:
        look = self._library.look()
        return look if self._library.is_news(look) else None

    async def _follow_if_it_can(self) -> None:
        """Without hints it still looks from time to time."""
        try:
            await self._follow()
        except Exception as error:  # noqa: BLE001 - to stop watching would be worse than any fault
            _log.error("rules.no_hints", error=type(error).__name__, at=raised_at(error), exc_info=error)

    async def _follow(self) -> None:
        """Take hints from the folders that stand there now: one that was replaced gives none."""
        whole, flat = await asyncio.to_thread(self._watched)
        places = await asyncio.to_thread(_places, [*whole, *flat])
        if places == self._places and not any(each.is_lost for each in self._hints):
            return
        self._let_go()
        self._places = places
        loop = asyncio.get_running_loop()
        there = {path for path, *_ in places}
        for paths, below in ((whole, True), (flat, False)):
            watched = [path for path in paths if path in there]
            if watched:
                self._hints.append(Hints(watched, lambda: _tell(loop, self.ask), below=below))
        self.ask()

    def _watched(self) -> tuple[list[str], list[str]]:
        """Paths to be watched with all that is below them, and those without: a home holds the store, too."""
        homes = [os.fspath(home) for home in self._homes]
        whole = [path for path in self._paths if path not in homes]
        return whole + [folder for home in self._homes for folder in home.folders], homes

    def _let_go(self) -> None:
        for each in self._hints:
            each.stop()
        self._hints = []


def _places(paths: Sequence[str]) -> list[tuple[str, int, int]]:
    """Device and inode of each path that is there."""
    found = []
    for path in paths:
        try:
            there = Path(path).stat()
        except OSError:
            continue
        found.append((path, there.st_dev, there.st_ino))
    return found


def _tell(loop: asyncio.AbstractEventLoop, ask: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(ask)
