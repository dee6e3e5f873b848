"""The engine: the loop with its journal, outbox and bus, on one store. The facade that the bot drives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import msgspec
import structlog

from engine.documents.rulebook import Rulebook
from engine.errors import raised_at
from engine.instants import wall_clock
from engine.runtime.bookmarks import Bookmarks
from engine.runtime.bus import Bus
from engine.runtime.checkpoint import checkpoint_of
from engine.runtime.commits import NO_CHECKOUT, Checkout
from engine.runtime.core import Core
from engine.runtime.coverage import Coverage
from engine.runtime.door import refusal
from engine.runtime.intake import Intake
from engine.runtime.journal import Journal, Release
from engine.runtime.lag import LATE_MS
from engine.runtime.outbox import Action, Outbox
from engine.runtime.program import Program
from engine.runtime.programs import Programs
from engine.runtime.recovery import Recoverable, recover
from engine.signal import Severity, Signal, SignalType
from engine.store.port import Store
from engine.store.rows import Checkpoint, Kept, OutboxMove

_log = structlog.get_logger()
_LONGEST_SLEEP_MS: Final = 30_000
"""A clock that is set forward, or a machine that slept, is noticed after this time at the latest."""
_STEP_BACK_MS: Final = 1_000
_AGAIN_S: Final = 0.5
_SOON_S: Final = 0.05
GRACE_S: Final = 5.0
_LONGEST_TYPE: Final = 80


class Status(msgspec.Struct):
    """How the engine is doing now. Times in milliseconds; `lag` and `waiting` are counts."""

    rulebook: str
    documents: int
    last_seq: int
    last_seen: int
    lag: int
    waiting: int
    timers: int
    states: int
    duplicates: int
    refused: int
    in_gap: bool
    is_open: bool


class Prepared(msgspec.Struct, frozen=True):
    """A rulebook ready to come into force: its program, and what the store has yet to keep of it."""

    program: Program
    documents: Mapping[bytes, bytes]


class Engine:
    """One a process and store. All methods are called on the event loop's thread.

    `resumed` hears at the start how far time had come (milliseconds), before anything is taken in.
    """

    def __init__(  # noqa: PLR0913 - each is one thing of the outside
        self,
        store: Store,
        programs: Programs,
        *,
        actions: Iterable[Action] = (),
        clock: Callable[[], int] = wall_clock,
        resumed: Callable[[int], object] = lambda _: None,
        failed: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.store = store
        self.bus = Bus()
        self.refused = 0
        self.folded = 0
        self._programs = programs
        self._stored: frozenset[bytes] = frozenset()  # digests of documents that the store has
        self._clock = clock
        self._resumed = resumed
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="journal")
        self.core = Core(programs.empty(), programs.provide)
        self.core.on_failure = _report
        self.on_fault: Callable[[str, Exception], object] = _report_fault
        self.journal = Journal(store, self.core, self._threads, release=self._released, failed=failed)
        self.outbox = Outbox(
            actions, clock=clock, move=self.journal.move, durable=self.journal.durable, tell=self._tell
        )
        self._alarm: asyncio.TimerHandle | None = None
        self._alarm_at: int | None = None
        self._planned = 0
        self._is_behind = False
        self._in_turn = False
        self.coverage = Coverage(self.core, clock=clock, own=self._own, ingest=self.ingest)
        self._intake = Intake(self._take_in, self._faulted)

    async def start(self, rulebook: Rulebook | None, checkout: Checkout = NO_CHECKOUT) -> None:
        """Recover, take up the outbox where it stood, mark the gap, and put the rulebook in force.

        Without a rulebook the one that the journal names goes on. Raises `StoreError`.
        """
        if rulebook is not None:
            self._programs.add(rulebook)  # nearly always the one that the journal names, ready as it is
        recovered = recover(self.store, self.core, self._programs.provide)
        self._resumed(self.core.last_seen)
        self.folded = recovered.folded
        self._stored = frozenset(self.store.digests(recovered.rulebook or "") or ())
        self.coverage.start()
        self.outbox.put(recovered.outbox)
        if rulebook is not None and rulebook.hash != recovered.rulebook:
            self.reload(rulebook, checkout)
        self._arm()
        await self.journal.durable()

    def ingest(self, signal: Signal, *, had_back: bool = False) -> bool:
        """The only door. False when the signal is refused: known, malformed, or nothing is taken in now.

        `had_back`: fetched by the back-fill, and so late without anybody being behind. What is to be taken
        in soon comes before it, unless that is a whole burst.
        """
        self._intake.empty_few()
        return self._take_in(signal, had_back=had_back)

    def _take_in(self, signal: Signal, *, had_back: bool = False) -> bool:
        """The door itself, when nothing waits before it. Every message comes here, so it calls little."""
        if not self.journal.is_open:
            self.refused += 1
            self.coverage.missed()
            return False
        if self.coverage.has_missed:
            self.coverage.taken()
        reason = refusal(signal)
        if reason is not None:
            self.refused += 1
            _log.warning("signal.malformed", type=repr(signal.type)[:_LONGEST_TYPE], reason=reason)
            return False
        now = self._now()
        if not had_back and now - signal.time > LATE_MS:
            self.coverage.lag.note(signal.type, signal.time, now)
        self._in_turn = True
        try:
            rows = self.core.take(signal, now)
        finally:
            self._in_turn = False
        if rows is None:
            return False
        self.journal.add(rows)
        if self.core.timers.next_wake() != self._alarm_at:
            self._arm()
        return True

    def ingest_soon(self, signal: Signal) -> None:
        """The same door, which a burst of signals goes through together, in slices that hold nobody up."""
        self._intake.put(signal)

    def ingest_waiting(self) -> None:
        """Take in now what was to be soon, however much it is."""
        self._intake.empty()

    def is_behind_on(self, person: int) -> bool:
        """Whether something that somebody did, or that was done to them, is yet to be taken in."""
        return self._intake.has_of(person)

    async def caught_up(self, person: int | None = None) -> None:
        """Return once all that is to be taken in soon is taken in; or all that concerns one person."""
        await self._intake.caught_up(person)

    async def room(self) -> None:
        """Return once more may come: whoever reads on without it fills the memory in a long flood."""
        await self._intake.room()

    async def ingest_durably(self, signal: Signal) -> bool:
        """Take a signal in and return once it is on disk. Raises `StoreError` if it never is."""
        taken = self.ingest(signal)
        await self.journal.durable()
        return taken

    def prepare(self, rulebook: Rulebook) -> Prepared:
        """All that a reload needs and that takes time; may be called in a thread."""
        return Prepared(self._programs.build(rulebook), rulebook.saved(self._stored))

    def reload(self, rulebook: Rulebook | Prepared, checkout: Checkout = NO_CHECKOUT) -> Signal | None:
        """Put another rulebook in force between two signals.

        The swap is itself a signal, which says what became of the state; `checkout` names where the
        documents come from. None: not now; asked for inside a turn, it comes right after it.
        """
        ready = self.prepare(rulebook) if isinstance(rulebook, Rulebook) else rulebook
        if self._in_turn:
            asyncio.get_running_loop().call_soon(self.reload, ready, checkout)
            return None
        if not self.journal.is_open:
            return None
        book = ready.program.rulebook
        self._programs.keep(ready.program)
        self.journal.keep(book.hash, Kept(book.digests, ready.documents))
        self._stored = frozenset(book.digests)
        said: dict[str, Any] = {"commit": checkout.commit} if checkout.commit else {}
        if checkout.is_changed:
            said["uncommitted"] = True
        signal = self._own(SignalType.RULEBOOK_LOADED, hash=book.hash, documents=len(book.documents), **said)
        return signal if self.ingest(signal) else None

    def say(
        self,
        type_: SignalType,
        data: Mapping[str, object],
        *,
        guild: int | None = None,
        severity: Severity | None = None,
    ) -> bool:
        """Say something of the engine's own. False: not now."""
        signal = self._own(type_, **data)
        signal.guild, signal.severity = guild, severity
        return self.ingest(signal)

    def look_at_clock(self) -> None:
        """Do what is due now: for who moved the clock by hand, as drills and tests do. Nobody overslept."""
        self._planned = self._clock()
        self._tick()

    @property
    def is_open(self) -> bool:
        """Whether signals are taken in."""
        return self.journal.is_open

    @property
    def bookmarks(self) -> Bookmarks:
        """How far each guild was read, and since when something may be missing."""
        return self.core.bookmarks

    def checkpoint(self, store: Recoverable) -> Checkpoint:
        """Where a replay can begin: after the last row of `store`, ours at one moment. In any thread."""
        rebuild = self._programs.rebuild
        return checkpoint_of(store, Core(self._programs.empty(), rebuild), rebuild)

    def status(self) -> Status:
        """Figures of this moment, none older than the call."""
        core = self.core
        return Status(
            rulebook=core.program.rulebook.hash,
            documents=len(core.program.rulebook.documents),
            last_seq=core.seq,
            last_seen=core.last_seen,
            lag=self.journal.lag + len(self._intake),
            waiting=self.outbox.waiting,
            timers=len(core.timers),
            states=len(core.cells),
            duplicates=core.duplicates,
            refused=self.refused,
            in_gap=bool(core.gaps),
            is_open=self.journal.is_open,
        )

    @property
    def program(self) -> Program:
        """The rules in force."""
        return self.core.program

    def resting(self, guild: int) -> list[str]:
        """Ids of the documents that failed too often in a guild: they take no signals until a reload."""
        documents = self.program.documents
        return [documents[identity].id for identity in self.core.resting(guild)]

    def crowded(self, guild: int, since: int) -> list[tuple[str, int]]:
        """The documents, by identity, that let go of groups in a guild since an instant, and of how many."""
        told = self.core.crowding.told(self.program, guild, since)
        return [(each, crowd.groups) for each, crowd in told.items()]

    async def stop(self) -> None:
        """Let calls that are under way end, commit what is there, and release the store."""
        self.ingest_waiting()
        self._disarm()
        await self.outbox.close(GRACE_S)
        await self.journal.close()
        self._let_go()
        self.bus.close()

    async def abandon(self) -> None:
        """Let go of everything as a kill would: nothing is drained, committed or told."""
        self._intake.drop()
        self._disarm()
        await self.outbox.close()
        await self.journal.abandon()
        self._let_go()

    def _faulted(self, signal: Signal, error: Exception) -> None:
        self.on_fault(signal.type, error)

    def _let_go(self) -> None:
        self.coverage.lag.stop()
        self._threads.shutdown(wait=True)
        self.store.close()

    def _released(self, release: Release) -> None:
        self.outbox.put(release.outbox)
        self.bus.publish([row.signal for row in release.rows])

    def _tell(self, outcome: Signal, move: OutboxMove) -> bool:
        """Take in how an action ended, and end it in the outbox, in one transaction. False: not now."""
        if not self.journal.is_open:
            return False
        self.journal.move(move)  # first: taking the signal in may commit at once
        self.ingest(outcome)
        return True

    def _own(self, type_: SignalType, **data: object) -> Signal:
        """A signal of the engine's own; its id is its place in the journal."""
        return Signal(f"{type_}-{self.core.seq + 1}", type_.value, self._clock(), data=data)

    def _arm(self) -> None:
        """Sleep until the next timer wakes, unless a signal comes first."""
        self._disarm()
        self._alarm_at = wake = self.core.timers.next_wake()
        if wake is not None:
            delay = min(max(wake - self._clock(), 0), _LONGEST_SLEEP_MS)
            self._sleep(delay / 1000)

    def _sleep(self, seconds: float) -> None:
        self._planned = self._clock() + int(seconds * 1000)
        self._alarm = asyncio.get_running_loop().call_later(seconds, self._tick)

    def _disarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = self._alarm_at = None

    def _tick(self) -> None:
        wake = self.core.timers.next_wake()
        now = self._clock()
        if now - self._planned > LATE_MS:  # it overslept: what happened meanwhile comes after it
            self.coverage.lag.fall_behind(self._planned, now)
        if wake is None or wake > self._clock():
            self._arm()
        elif self._intake:  # each signal that waits wakes what is due before it
            self._sleep(_SOON_S)
        elif not self.ingest(self._own(SignalType.TICK)):
            self._sleep(_AGAIN_S)

    def _now(self) -> int:
        """The clock; one that steps back is said once: until it catches up, `seen` stands still."""
        now = self._clock()
        behind = self.core.last_seen - now
        if behind <= 0:
            self._is_behind = False
        elif not self._is_behind and behind > _STEP_BACK_MS:
            _log.warning("clock.stepped_back", milliseconds=behind)
            self._is_behind = True
        return now


def _report_fault(type_: str, error: Exception) -> None:
    _log.error("signal.failed", type=type_, error=type(error).__name__, at=raised_at(error))


def _report(document: str, error: Exception) -> None:
    _log.error("step.failed", document=document, error=type(error).__name__, at=raised_at(error))
