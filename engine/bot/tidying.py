"""Tidies the journal now and then: makes checkpoints, lets go of what is old, erases servers that left.

Works in a thread, beside the loop, a little at a time. Knows no Discord, only which servers it is in.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

import msgspec
import structlog

from engine.errors import StoreError, raised_at
from engine.instants import DAY_MS
from engine.runtime.engine import Engine
from engine.runtime.program import Program
from engine.store.erasing import erase_guild, last_seen_by_guild
from engine.store.frozen import frozen
from engine.store.retention import newest_checkpoint, save_checkpoint, thin
from engine.systems.settings.retention import Retention, retention_of_all
from engine.systems.settings.spec import SettingsSpec

FIRST_S: Final = 600.0
"""Not while a start has other things to do."""
EVERY_S: Final = 6 * 3600.0
CHECKPOINT_MS: Final = DAY_MS
_PAUSE_S: Final = 0.02
"""Between two steps: the loop shares the interpreter, and the disk, with this thread."""
_log = structlog.get_logger()


class Tidying:
    """One a bot. `present` gives the ids of the servers that it is in, or None where nobody can tell now."""

    def __init__(  # noqa: PLR0913 - each is one part, or for tests
        self,
        path: Path,
        engine: Engine,
        present: Callable[[], Collection[int] | None],
        clock: Callable[[], int],
        *,
        first: float = FIRST_S,
        every: float = EVERY_S,
    ) -> None:
        self._path = path
        self._engine = engine
        self._present = present
        self._clock = clock
        self._first = first
        self._every = every

    async def run(self) -> None:
        """Tidy until cancelled. What cannot be done now is tried again at the next turn."""
        await asyncio.sleep(self._first)
        while True:
            try:
                await self.tidy()
            except StoreError as error:
                _log.warning("journal.not_tidied", reason=str(error))
            except Exception as error:  # noqa: BLE001 - the bot goes on, and the journal only grows
                _log.error(
                    "journal.not_tidied", error=type(error).__name__, at=raised_at(error), exc_info=error
                )
            await asyncio.sleep(self._every)

    async def tidy(self) -> None:
        """Once. Raises `StoreError`."""
        retention, now = retention_in(self._engine.program), self._clock()
        thinned = await asyncio.to_thread(self._thin, retention, now)
        _log.info("journal.tidied", **msgspec.structs.asdict(thinned))
        present = self._present()
        if present is None:
            return
        seen = await asyncio.to_thread(last_seen_by_guild, self._path)
        for guild, last in seen.items():
            if guild not in present and last < now - retention.absence:
                self._engine.core.forget_guild(guild)
                await asyncio.to_thread(erase_guild, self._path, guild, _pause)
                _log.info("guild.erased", guild=guild, days=(now - last) // DAY_MS)

    def _thin(self, retention: Retention, now: int) -> msgspec.Struct:
        if newest_checkpoint(self._path) <= now - CHECKPOINT_MS:
            with frozen(self._path) as moment:
                checkpoint = self._engine.checkpoint(moment)
            save_checkpoint(self._path, checkpoint)
        return thin(self._path, retention, now, _pause)


def retention_in(program: Program) -> Retention:
    """How long the journal keeps what, as the settings in force say."""
    specs = [each.spec for each in program.documents.values() if isinstance(each.spec, SettingsSpec)]
    operators = next((each.retention for each in specs if each.guild is None), Retention())
    return retention_of_all(
        operators, [(each.guild, each.retention) for each in specs if each.guild is not None]
    )


def _pause() -> None:
    time.sleep(_PAUSE_S)
