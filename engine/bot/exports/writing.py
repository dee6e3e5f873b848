"""Keeps the views up to date: each is written anew, at most a second after something in it changed.

A reader always finds a whole file: it is written beside, and put in the place of the one before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

from engine.bot.exports.view import View
from engine.instants import iso
from engine.runtime.engine import Engine

EVERY_S: Final = 1.0
_log = structlog.get_logger()


class Writing:
    """One a bot. `guilds` gives the ids of those it is in, `clock` milliseconds since 1970."""

    def __init__(
        self,
        data: Path,
        engine: Engine,
        views: Iterable[View],
        *,
        guilds: Callable[[], Sequence[int]],
        clock: Callable[[], int],
    ) -> None:
        self._data = data
        self._engine = engine
        self._views = tuple(views)
        self._guilds = guilds
        self._clock = clock
        self._marks: dict[str, Hashable] = {}
        self._failed: set[str] = set()

    async def run(self) -> None:
        """Write what changed, until it is cancelled."""
        while True:
            await self.write()
            await asyncio.sleep(EVERY_S)

    async def write(self) -> list[str]:
        """Write the views that changed since; returns their names. The disk is waited for in a thread."""
        guilds, core = sorted(self._guilds()), self._engine.core
        written = []
        for view in self._views:
            mark = view.mark(core, guilds)
            if view.name in self._marks and self._marks[view.name] == mark:
                continue
            now = self._clock()
            body = {"at": iso(now), **view.make(core, guilds, now)}
            if await asyncio.to_thread(self._put, view.name, body):
                self._marks[view.name] = mark
                written.append(view.name)
        return written

    def _put(self, name: str, body: Any) -> bool:
        path = self._data / f"{name}.json"
        try:
            made = path.with_name(f"{path.name}.part")
            made.write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")
            made.replace(path)
        except OSError as error:
            if name not in self._failed:
                _log.warning("view.not_written", path=str(path), reason=error.strerror)
            self._failed.add(name)
            return False
        self._failed.discard(name)
        return True
