"""Runs in the processes that are killed: what happens in them, and the points at which they die."""

from __future__ import annotations

import asyncio
import os
import signal as posix
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from engine.catalogue import Catalogue
from engine.documents.rulebook import Rulebook
from engine.runtime import recovery
from engine.runtime.cells import Cells
from engine.runtime.core import Core
from engine.runtime.engine import Engine
from engine.runtime.gaps import GAPS
from engine.runtime.programs import Programs
from engine.runtime.recovery import recover
from engine.runtime.replay import Report, verify
from engine.signal import Signal, SignalType
from engine.store.rows import Batch, Kept
from engine.store.sqlite import SqliteStore
from engine.systems.kind import Kind
from tests.crash.ledger import LedgerAction

SLICED = 2
"""Under this seed two states are saved a commit: a start folds long stretches of the journal."""


class Scenario(NamedTuple):
    """What happens: `first` is in force at the start, `reloads` come before the signal of that number.

    `signals` gives the same for a seed in every process; those of `durable` types are waited for, as clicks
    are. `actions` are done outside, `last` comes when all is over. Of signals of the types `told` each is in
    the journal as it would be without a kill. What takes `longer` than the engine knows what it has seen for
    is told again from where the journal ends.
    """

    kinds: Mapping[str, Kind]
    catalogue: Catalogue
    first: Rulebook
    reloads: Mapping[int, Rulebook]
    signals: Callable[[int], Sequence[Signal]]
    last: Signal
    actions: Sequence[str]
    durable: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    longer: bool = False


IN_A_RELOAD = "reload:"


class Death:
    """Kills this process without warning at the `turn`th passing of the point `name` (0 = never)."""

    def __init__(self, name: str, turn: int) -> None:
        self.name = name
        self.turn = turn
        self.passed: Counter[str] = Counter()

    def point(self, name: str) -> None:
        self.passed[name] += 1
        if name == self.name and self.passed[name] == self.turn:
            os.kill(os.getpid(), posix.SIGKILL)


class MortalStore(SqliteStore):
    """The real store, with a point of death before and after each of its acts, and at each SQL statement.

    The statements of a commit with a reload in it are points of their own, `reload:…`, too.
    """

    def __init__(self, path: Path, death: Death) -> None:
        super().__init__(path)
        self._death = death
        self._reloads = False
        self._db.set_trace_callback(self._traced)

    def _traced(self, sql: str) -> None:
        self._death.point(statement(sql))
        if self._reloads:
            self._death.point(f"{IN_A_RELOAD}{statement(sql)}")

    def commit(self, batch: Batch) -> None:
        self._death.point("before-commit")
        self._reloads = any(row.signal.type == SignalType.RULEBOOK_LOADED for row in batch.rows)
        super().commit(batch)
        self._reloads = False
        self._death.point("after-commit")

    def sync(self) -> None:
        self._death.point("before-sync")
        super().sync()
        self._death.point("after-sync")

    def checkpoint(self, final: bool) -> None:
        self._death.point("before-checkpoint")
        super().checkpoint(final)
        self._death.point("after-checkpoint")

    def wants_checkpoint(self) -> bool:
        return os.fstat(self._wal).st_size > self._tidied + 80_000


def statement(sql: str) -> str:
    """A short name of a statement without blanks: `insert-into-signals`."""
    words = [word for word in sql.lower().split() if word not in {"or", "replace", "ignore"}]
    return "-".join(words[:3]).strip("(,")


class MortalAction(LedgerAction):
    """The real call, with a point of death on either side."""

    def __init__(self, name: str, port: int, run: str, death: Death) -> None:
        super().__init__(name, port, run)
        self._death = death

    async def perform(self, row):
        self._death.point(f"before-{self.name}")
        outcome = await super().perform(row)
        self._death.point(f"after-{self.name}")
        return outcome


def make_mortal(seed: int, death: Death) -> None:
    """Points of death inside recovery; and states saved in thin slices, for one of the seeds."""
    fold, restore = recovery._fold, recovery._put_states

    def folded(*args: Any) -> None:
        death.point("before-fold")
        fold(*args)
        death.point("after-fold")

    def put(*args: Any) -> Any:
        applied = restore(*args)
        death.point("states-put")
        return applied

    recovery._fold, recovery._put_states = folded, put
    if seed == SLICED:
        take_some = Cells.take_some
        Cells.take_some = lambda self, count, seq: take_some(self, min(count, 2), seq)


async def play(scenario: Scenario, folder: Path, port: int, seed: int, death: Death) -> None:
    """Take the whole scenario in (again: what is known is passed over), and finish what it planned."""
    signals = scenario.signals(seed)
    now = signals[0].time
    make_mortal(seed, death)
    store = MortalStore(folder / "tocsin.db", death)
    known = ids_in(store) if scenario.longer else frozenset()
    actions = [MortalAction(name, port, folder.name, death) for name in scenario.actions]
    engine = Engine(store, programs(scenario, store), actions=actions, clock=lambda: now)
    accepted = os.open(folder / "accepted", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    release = engine.journal._release

    def released(what):
        os.write(accepted, "".join(f"{row.signal.id}\n" for row in what.rows).encode())
        release(what)

    engine.journal._release = released
    await engine.start(None if store.rulebook_at(sys.maxsize) else scenario.first)
    death.point("started")
    engine.coverage.over()
    for n, each in enumerate(signals):
        now = max(now, each.time)
        if n in scenario.reloads and f"reload-{n}" not in known:
            reload(engine, scenario.reloads[n], Signal(f"reload-{n}", "rulebook.loaded", now))
        if each.id in known:
            continue
        if each.type in scenario.durable:
            await engine.ingest_durably(each)
        else:
            engine.ingest(each)
        death.point("ingested")
        if n % 16 == 0:
            await asyncio.sleep(0.001)
    now = scenario.last.time
    engine.ingest(scenario.last)
    await engine.journal.durable()
    await engine.outbox.drain()
    await engine.journal.durable()
    await engine.stop()


def ids_in(store: SqliteStore) -> frozenset[str]:
    return frozenset(row.signal.id for rows in store.history(0) for row in rows)


def reload(engine: Engine, book: Rulebook, signal: Signal) -> None:
    """As the engine does, but under an id that is known after a kill: none comes a second time."""
    ready = engine.prepare(book)
    engine._programs.keep(ready.program)
    engine.journal.keep(book.hash, Kept(book.digests, ready.documents))
    signal.data = {"hash": book.hash}
    engine.ingest(signal)


def programs(scenario: Scenario, store: SqliteStore) -> Programs:
    return Programs(scenario.kinds, scenario.catalogue, salt=store.salt, stored=store.rulebook)


def state_of(scenario: Scenario, folder: Path) -> dict[str, str]:
    """Every document's state and timer as a start would find them, without the engine's own folds of gaps.

    And what was told, as often as it was.
    """
    store = SqliteStore(folder / "tocsin.db")
    try:
        ready = programs(scenario, store)
        core = recover(store, Core(ready.empty(), ready.provide), ready.provide).core
        told = [row.signal for rows in store.history(0) for row in rows if row.signal.type in scenario.told]
    finally:
        store.close()
    states = {repr(address): repr(state) for address, state in core.cells if address[0] != GAPS.identity}
    timers = {repr((row.document, row.key, row.name)): repr(row.due) for row in core.timers}
    return states | timers | {f"told {each.id}": f"{each.type} at {each.time}" for each in told}


def replayed(scenario: Scenario, folder: Path) -> Report:
    store = SqliteStore(folder / "tocsin.db")
    try:
        ready = programs(scenario, store)
        return verify(store.history(0), Core(ready.empty(), ready.provide))
    finally:
        store.close()
