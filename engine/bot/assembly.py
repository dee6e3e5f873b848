"""How the parts become one bot: a store, rules, an engine and a client.

The program, the drill and the tests all put it together here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from engine.bot.actions import actions_of, leaves
from engine.bot.alert_channels import AlertChannels
from engine.bot.attempt import NOTHING_REFUSED, Attempt
from engine.bot.backfill.making import backfilling
from engine.bot.backfill.port import BackFill
from engine.bot.case_book import suspects
from engine.bot.client import TocsinClient
from engine.bot.collector import pass_by
from engine.bot.connection import Connection
from engine.bot.desk import Desk
from engine.bot.discord_clock import DiscordClock
from engine.bot.edits.editing import editing_of
from engine.bot.exports import VIEWS
from engine.bot.exports.writing import Writing
from engine.bot.own_acts import OwnActs
from engine.bot.reloading import Reloading
from engine.bot.tidying import Tidying
from engine.catalogue import Catalogue
from engine.documents.rulebook import Rulebook
from engine.instants import wall_clock
from engine.runtime.engine import Engine
from engine.runtime.programs import Programs
from engine.store.reader import SqliteReader
from engine.store.sqlite import SqliteStore
from engine.systems import KINDS
from engine.systems.kind import Kind
from engine.systems.library import Library

TOLD: Final = "commands.told"
"""The file beside the store with the hash of the commands that Discord knows."""


class Assembly:
    """One bot on one store, not yet started: logging the client in starts the engine.

    The files of the `library` can be watched from then on; `attempt` is how they were loaded.
    """

    def __init__(  # noqa: PLR0913 - each is one part
        self,
        store: SqliteStore,
        rulebook: Rulebook,
        *,
        data: Path,
        library: Library | None = None,
        attempt: Attempt = NOTHING_REFUSED,
        owner: int | None = None,
        clock: Callable[[], int] = wall_clock,
        kinds: Mapping[str, Kind] = KINDS,
        failed: Callable[[str], None] = lambda _: None,
        backfill: BackFill | None = None,
    ) -> None:
        catalogue = Catalogue.load()
        self.rulebook = rulebook
        self._checkout = attempt.checkout
        now = DiscordClock(clock)
        self.client = TocsinClient(begin=self._begin, clock=now, told=data / TOLD)
        actions = actions_of(self.client)
        reader = SqliteReader(store.path, beside_owner=True)
        self.client.context.explains = OwnActs(reader.action, leaves(actions))
        self.engine = Engine(
            store,
            Programs(kinds, catalogue, salt=store.salt, stored=store.rulebook, is_stored=store.has_rulebook),
            actions=actions,
            clock=now,
            resumed=now.resume,
            failed=failed,
        )
        self.engine.on_fault = self.client.failed
        self.client.context.alert_channels = AlertChannels(self.engine)
        filling = backfilling(self.client, self.engine, reader, now)
        self.reconciliation = filling.reconciliation
        self.client.connection = Connection(self.client, self.engine, backfill or filling.filler)
        self.reloading = (
            None
            if library is None
            else Reloading(library, self.engine, last=attempt, clock=now, guilds=self._guilds, kinds=kinds)
        )
        self.tidying = Tidying(store.path, self.engine, self._present, now)
        self.exports = Writing(data, self.engine, VIEWS, guilds=self._guilds, clock=now)
        self._beside: list[asyncio.Task[None]] = []
        self._started = asyncio.Event()
        self.client.desk = Desk(
            self.client,
            self.engine,
            reader,
            clock=now,
            reloading=self.reloading,
            attempt=attempt,
            owner=owner,
            types=tuple(catalogue.types),
            suspects=partial(suspects, self.engine),
            editing=editing_of(library, self.engine, self.reloading, reader, clock=now, kinds=kinds),
        )

    async def _begin(self) -> None:
        await self.engine.start(self.rulebook, self._checkout)
        self._started.set()

    def watch(self) -> None:
        """Once the engine has started: files, journal, guilds, views and refusals are looked after."""
        loop = asyncio.get_running_loop()
        if self.reloading is not None:
            self._beside.append(loop.create_task(self._watch(self.reloading)))
        self._beside.append(loop.create_task(self._tidy()))
        self._beside.append(loop.create_task(self._reconcile()))
        self._beside.append(loop.create_task(self._export()))
        self._beside.append(loop.create_task(self.client.desk.refusals.run()))

    async def _watch(self, reloading: Reloading) -> None:
        await self._started.wait()
        pass_by()  # the index over all rules
        await reloading.run()

    async def _reconcile(self) -> None:
        await self._started.wait()
        await self.reconciliation.run()

    async def _export(self) -> None:
        await self._started.wait()
        await self.exports.run()

    async def _tidy(self) -> None:
        await self._started.wait()
        await self.tidying.run()

    async def close(self) -> None:
        """Watch no more, and stop the engine in order."""
        await self.unwatch()
        await self.engine.stop()

    async def abandon(self) -> None:
        """Let go of everything as a kill would."""
        await self.unwatch()
        await self.engine.abandon()

    async def unwatch(self) -> None:
        """Let the files, the journal and the guilds be."""
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        self._beside.clear()

    def _present(self) -> list[int] | None:
        return self._guilds() if self.client.is_ready() and not self.engine.status().in_gap else None

    def _guilds(self) -> list[int]:
        return [guild.id for guild in self.client.guilds]
