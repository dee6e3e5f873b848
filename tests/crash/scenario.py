"""Runs in the processes that are killed: a flood with timers, cascades and actions, and points of death."""

from __future__ import annotations

import asyncio
import os
import random
import signal as posix
import sys
from collections import Counter
from pathlib import Path
from typing import Any

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
from tests.crash.ledger import CHECKED, HONOURS, PLAIN, LedgerAction
from tests.support.kinds import KINDS, document

GUILDS = (11, 22)
START = 1_800_000_000_000
SIGNALS = 140
SLICED = 2
"""Under this seed two states are saved a commit: a start folds long stretches of the journal."""


def rulebook(lateness: int = 30, **busy: Any) -> Rulebook:
    documents = [
        document("acting", "honours", types=["test.many"], action=HONOURS),
        document("acting", "checked", types=["test.quiet"], action=CHECKED),
        document("acting", "plain", types=["test.loud"], action=PLAIN),
        document("echoing", "loud", types=["discord.member.ban"], emit="test.loud"),
        document("raising", "faulty", types=["discord.member.join", "test.many"]),
        document("settling", "settled", types=["discord.member.join"], span=40, lateness=lateness),
    ]
    if busy:
        documents.append(document("counting", "busy", types=["discord.message.create"], quiet=90, **busy))
    return Rulebook(documents)


FIRST = rulebook(every=7)
RELOADS = {
    30: rulebook(every=5, most=3, lateness=10),  # its state is trimmed, and timers are hastened
    60: rulebook(),  # put aside
    75: rulebook(every=5, most=3),  # brought back
    100: rulebook(every=4, meaning="another"),  # begun anew
    120: FIRST,
}
"""What comes into force before the signal of that number, and what becomes of the state of `busy` by it."""


def signals(seed: int) -> list[Signal]:
    """The same for a seed in every process: two guilds, some signals twice, text that people wrote."""
    rng = random.Random(seed)
    found: list[Signal] = []
    for n in range(SIGNALS):
        guild, actor = rng.choice(GUILDS), rng.randrange(6)
        time = START + 10 * n
        if rng.random() < 0.05:
            found.append(Signal(f"audit:{n}", "discord.member.ban", time, guild=guild, actor=actor))
        elif rng.random() < 0.3:
            data = {"amount": n, "bad": rng.random() < 0.25}
            found.append(
                Signal(f"join:{guild}:{n}", "discord.member.join", time, guild=guild, actor=actor, data=data)
            )
        else:
            data = {"amount": rng.randrange(100), "stop": rng.random() < 0.3}
            text = {"content": f"words {rng.random()}"}
            found.append(
                Signal(
                    f"m:{n}", "discord.message.create", time, guild=guild, actor=actor, data=data, text=text
                )
            )
    return found


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


async def play(folder: Path, port: int, seed: int, death: Death) -> None:
    """Take the whole scenario in (again: what is known is dropped), and finish what it planned."""
    now = START
    make_mortal(seed, death)
    store = MortalStore(folder / "tocsin.db", death)
    actions = [MortalAction(name, port, folder.name, death) for name in (HONOURS, CHECKED, PLAIN)]
    engine = Engine(store, programs(store), actions=actions, clock=lambda: now)
    accepted = os.open(folder / "accepted", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    release = engine.journal._release

    def released(what):
        os.write(accepted, "".join(f"{row.signal.id}\n" for row in what.rows).encode())
        release(what)

    engine.journal._release = released
    await engine.start(None if store.rulebook_at(sys.maxsize) else FIRST)
    death.point("started")
    engine.coverage.over()
    for n, each in enumerate(signals(seed)):
        now = max(now, each.time)
        if n in RELOADS:
            reload(engine, RELOADS[n], Signal(f"reload-{n}", "rulebook.loaded", now))
        engine.ingest(each)
        death.point("ingested")
        if n % 16 == 0:
            await asyncio.sleep(0.001)
    now += 10_000
    engine.ingest(Signal("end", "discord.member.join", now, guild=GUILDS[0]))
    await engine.journal.durable()
    await engine.outbox.drain()
    await engine.journal.durable()
    await engine.stop()


def reload(engine: Engine, book: Rulebook, signal: Signal) -> None:
    """As the engine does, but under an id that is known after a kill: none comes a second time."""
    ready = engine.prepare(book)
    engine._programs.keep(ready.program)
    engine.journal.keep(book.hash, Kept(book.digests, ready.documents))
    signal.data = {"hash": book.hash}
    engine.ingest(signal)


def programs(store: SqliteStore) -> Programs:
    return Programs(KINDS, Catalogue({}), salt=store.salt, stored=store.rulebook)


def state_of(folder: Path) -> dict[str, str]:
    """Every document's state and timer as a start would find them, without the engine's own folds of gaps."""
    store = SqliteStore(folder / "tocsin.db")
    try:
        ready = programs(store)
        core = recover(store, Core(ready.empty(), ready.provide), ready.provide).core
    finally:
        store.close()
    states = {repr(address): repr(state) for address, state in core.cells if address[0] != GAPS.identity}
    timers = {repr((row.document, row.key, row.name)): repr(row.due) for row in core.timers}
    return states | timers


def replayed(folder: Path) -> Report:
    store = SqliteStore(folder / "tocsin.db")
    try:
        ready = programs(store)
        return verify(store.history(0), Core(ready.empty(), ready.provide))
    finally:
        store.close()
