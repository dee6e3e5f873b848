"""The loop for tests: a core without a store, or an engine on any store, with a clock that tests own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.effects import Effect
from engine.runtime.core import Core
from engine.runtime.engine import Engine
from engine.runtime.outbox import Action
from engine.runtime.programs import Programs
from engine.signal import Signal
from engine.store.memory import MemoryStore
from engine.store.port import Store
from engine.store.rows import Row
from tests.support.kinds import KINDS

T0 = 1_800_000_000_000
GUILD = 11


class Clock:
    """Milliseconds; stands still until it is set."""

    def __init__(self, now: int = T0) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def programs(store: Store | None = None) -> Programs:
    """Programs of the test kinds, over an empty catalogue."""
    if store is None:
        return Programs(KINDS, Catalogue({}))
    return Programs(KINDS, Catalogue({}), salt=store.salt, stored=store.rulebook)


def core_of(*documents: Document) -> Core:
    """A core with these documents in force."""
    ready = programs()
    return Core(ready.add(Rulebook(documents)), ready.provide)


def reload(core: Core, ready: Programs, *documents: Document) -> list[Row]:
    """Put other documents in force in a core that takes its programs from `ready`."""
    rulebook = Rulebook(documents)
    ready.add(rulebook)
    signal = Signal(f"reload-{core.seq}", "rulebook.loaded", core.last_seen, data={"hash": rulebook.hash})
    return core.take(signal, core.last_seen) or []


def signal(id_: str, type_: str = "test.one", at: int = 0, **fields: Any) -> Signal:
    """A signal `at` ms after the beginning."""
    fields.setdefault("guild", GUILD)
    return Signal(id_, type_, T0 + at, **fields)


def take(core: Core, *signals: Signal) -> list[Row]:
    """Take signals in, each seen when it happened."""
    return [row for each in signals for row in core.take(each, each.time) or ()]


def types(rows: Iterable[Row]) -> list[str]:
    return [row.signal.type for row in rows]


def effects(rows: Iterable[Row]) -> list[Effect]:
    return [planned.effect for row in rows for planned in row.effects]


def engine_on(
    store: Store,
    *,
    actions: Sequence[Action] = (),
    clock: Callable[[], int] | None = None,
    failed: Callable[[str], None] = lambda _: None,
) -> Engine:
    """An engine that was not started."""
    return Engine(store, programs(store), actions=actions, clock=clock or Clock(), failed=failed)


@asynccontextmanager
async def running(
    *documents: Document,
    store: Store | None = None,
    actions: Sequence[Action] = (),
    clock: Callable[[], int] | None = None,
    failed: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[Engine]:
    """An engine with these documents in force; stopped at the end of the block."""
    engine = engine_on(store or MemoryStore(), actions=actions, clock=clock, failed=failed)
    await engine.start(Rulebook(documents))
    try:
        yield engine
    finally:
        await engine.stop()


async def until(condition: Callable[[], Any], seconds: float = 5) -> None:
    """Wait for what another thread or task does."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what it waits for knows nothing of tests
            await asyncio.sleep(0.001)


def ids(store: Store) -> list[str]:
    """All ids of a journal, in order."""
    return [row.signal.id for rows in store.history(0) for row in rows]
