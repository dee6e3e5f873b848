"""Our side of the benchmarks: the real client and engine on real files, never logged in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from discord.gateway import DiscordWebSocket

from engine.bot.assembly import Assembly
from engine.runtime.outbox import Outcome
from engine.store.rows import OutboxRow, OutboxState
from engine.store.sqlite import SqliteStore
from engine.systems.loading import load_rulebook
from engine.systems.settings.cases.book import Book
from tests.bench import rules, wire

BURST = 64
"""Events that the socket hands over before the loop gets its turn, as in a flood."""


class Sending:
    """Stands for `discord.case`: no network. `hold`: a call never ends, so that what comes then waits."""

    name = "discord.case"
    deadline = 3_600.0
    honours_key = False

    def __init__(self) -> None:
        self.hold = False
        self.sent: list[tuple[str, float]] = []

    async def perform(self, row: OutboxRow) -> Outcome:
        self.sent.append((row.signal, asyncio.get_running_loop().time()))
        if self.hold:
            await asyncio.Event().wait()
        return Outcome(OutboxState.SENT)

    async def check(self, row: OutboxRow) -> bool | None:
        return None


class Ours:
    """A bot with that many documents, or those at `paths`, as after READY. `close` lets go of the files."""

    def __init__(self, folder: Path, documents: int = rules.DOCUMENTS, *, paths: Sequence[Path] = ()) -> None:
        self.folder = folder
        self.store = folder / "tocsin.db"
        folder.mkdir(parents=True, exist_ok=True)
        loaded = load_rulebook(paths or [rules.write(folder, documents)])
        assert not loaded.diagnostics, loaded.diagnostics[:3]
        self.rulebook = loaded.rulebook
        assert paths or len(self.rulebook.documents) == documents
        self.assembly = Assembly(SqliteStore(self.store), loaded, data=folder)
        self.sending = Sending()
        self.client = self.assembly.client
        self.engine = self.assembly.engine
        self.engine.outbox._actions[self.sending.name] = self.sending
        self.socket: DiscordWebSocket

    async def start(self) -> None:
        self.socket = wire.connect(self.client, asyncio.get_running_loop())
        self.client.context.own_id = wire.BOT
        await self.engine.start(self.rulebook)
        self.engine.coverage.over()
        await self.engine.journal.durable()

    async def take(self, events: list[tuple[str, tuple[Any, ...]]]) -> None:
        """Hand events to the client as fast as it takes them; returns when they are durable."""
        dispatch = self.client.dispatch
        for n, (event, args) in enumerate(events):
            dispatch(event, *args)
            if n % BURST == 0:
                await asyncio.sleep(0)
        await self.engine.journal.durable()

    def books(self) -> list[Book]:
        """The case books that there are."""
        return [state for _, state in self.engine.core.cells if isinstance(state, Book)]

    def forget_cases(self) -> None:
        """So that the next alert is the first of its case, which is posted at once."""
        for book in self.books():
            book.cases.clear()
            book.openings.clear()

    async def close(self) -> None:
        await self.engine.abandon()


def parsed(
    loop: asyncio.AbstractEventLoop, payloads: list[dict[str, Any]]
) -> list[tuple[str, tuple[Any, ...]]]:
    """The events that discord.py makes of messages."""
    client = wire.Collecting()
    socket = wire.connect(client, loop)
    client.events.clear()
    for payload in payloads:
        socket._discord_parsers["MESSAGE_CREATE"](payload)
    return [each for each in client.events if each[0] == "message"]
