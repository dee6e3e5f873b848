"""The journal: gathers turns, commits them in batches, and releases what is durable.

Commits when the loop idles, at 256 rows, or 5 ms after the last commit. A batch that something
outside depends on (an action, a vote, a reload) is synced off the loop before it is released;
releases keep the order of the turns. While commits fail nothing is released and nothing taken in.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Final

import msgspec
import structlog

from engine.effects import Act, Record
from engine.errors import StoreError, raised_at
from engine.runtime.core import Core
from engine.signal import SignalType
from engine.store.port import Store
from engine.store.rows import Batch, Kept, OutboxMove, OutboxRow, Planned, Row

MAX_ROWS: Final = 256
QUIET_S: Final = 0.005
"""The shortest time between two commits that nothing hurries."""
RETRY_S: Final = 0.5
GIVE_UP_S: Final = 30.0
_STATES_A_COMMIT: Final = 64
_LOOK_AT_LEAST: Final = 16

_log = structlog.get_logger()

_DURABLE: Final = frozenset(
    {
        SignalType.RULEBOOK_LOADED.value,
        SignalType.APPROVAL_VOTED.value,
        SignalType.OVERRIDE_RECORDED.value,
        SignalType.BASELINE_FEEDBACK.value,
    }
)


class Release(msgspec.Struct):
    """What a committed, and where needed synced, batch lets go: to the outbox, the bus and who waits."""

    rows: Sequence[Row]
    outbox: Sequence[OutboxRow]
    waiting: Sequence[asyncio.Future[None]] = ()


class Journal:
    """One a process. All methods are called on the event loop's thread."""

    def __init__(
        self,
        store: Store,
        core: Core,
        threads: Executor,
        *,
        release: Callable[[Release], None],
        failed: Callable[[str], None],
    ) -> None:
        self._store = store
        self._core = core
        self._threads = threads
        self._release = release
        self._failed = failed
        self._next = _Gathered()
        self._under_way: tuple[_Gathered, Batch | None] | None = None
        self._scheduled: asyncio.Handle | None = None
        self._last_commit = 0.0
        self._unsynced: deque[tuple[Release, bool]] = deque()
        self._syncing: asyncio.Task[None] | None = None
        self._tidying: asyncio.Task[None] | None = None
        self._held = False
        self._failing_since: float | None = None
        self._line = "nothing more is taken in"
        self._gave_up = False

    @property
    def is_open(self) -> bool:
        """False while commits fail, and after the end: then nothing more may be taken in."""
        return self._failing_since is None and not self._gave_up

    @property
    def lag(self) -> int:
        """Rows that are taken in but not yet released."""
        stuck = 0 if self._under_way is None else len(self._under_way[0].rows)
        return stuck + len(self._next.rows) + sum(len(release.rows) for release, _ in self._unsynced)

    def add(self, rows: Sequence[Row]) -> None:
        """Take the rows of a turn into the next commit."""
        gathered = self._next
        gathered.add(rows)
        if len(gathered.rows) >= MAX_ROWS and not self._held:
            self.commit()
        elif self._scheduled is None or gathered.durable:
            self._schedule()

    def move(self, move: OutboxMove) -> None:
        """Take a change of an action's state into the next commit, which is synced."""
        self._next.moves.append(move)
        self._next.durable = True
        self._schedule()

    def keep(self, hash_: str, rulebook: Kept) -> None:
        """Keep a rulebook with the next commit."""
        self._next.rulebooks[hash_] = rulebook

    def keep_inventory(self, guild: int, part: str, body: bytes) -> None:
        """Keep what a part of a guild is made of, in one commit with the signals so far or a later one."""
        self._next.inventories[guild, part] = body
        self._schedule()

    async def durable(self) -> None:
        """Return once all that was added so far is on disk. Raises `StoreError` if it never is."""
        if self._gave_up:
            raise StoreError(self._line)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._next.waiting.append(future)
        self._next.durable = True
        self._schedule()
        await future

    async def close(self) -> None:
        """Commit what is left, and wait until it is released; what cannot be committed now is given up."""
        if self._tidying is not None:
            await self._tidying
        while not self._gave_up and (self._under_way is not None or not self._next.is_empty):
            self.commit()
            if self._failing_since is not None:
                self._give_up(self._line)
        while self._syncing is not None:
            await self._syncing
        self._gave_up = True
        if self._scheduled is not None:
            self._scheduled.cancel()

    async def abandon(self) -> None:
        """Commit nothing more and release nothing; what is not in the store is lost, as in a kill."""
        self._gave_up = True
        if self._scheduled is not None:
            self._scheduled.cancel()
        tasks = [task for task in (self._tidying, self._syncing) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def commit(self) -> None:
        """Write what has gathered. On an error all is kept, and tried again until it is given up."""
        if self._gave_up or (self._under_way is None and self._next.is_empty):
            return
        try:
            gathered, batch = self._taken()
            self._store.commit(batch)
        except StoreError as error:
            self._retry(str(error))
            return
        except Exception as error:  # noqa: BLE001 - a fault of ours: to go on would lose what it cannot write
            what = f"{type(error).__name__} in {raised_at(error)}"
            self._give_up(f"the journal cannot be written ({what}): a fault of Tocsin's, please report it")
            return
        self._under_way = None
        if self._failing_since is not None:
            self._failing_since = None
            _log.info("journal.commits_again")
        self._committed(batch, gathered)
        if not self._next.is_empty and self._scheduled is None:
            self._schedule()

    def _schedule(self) -> None:
        if self._scheduled is None:
            loop = asyncio.get_running_loop()
            wait = self._last_commit + QUIET_S - loop.time()
            hurry = wait <= 0 or self._next.durable
            self._scheduled = loop.call_soon(self._idle) if hurry else loop.call_later(wait, self._idle)
        elif self._next.durable and isinstance(self._scheduled, asyncio.TimerHandle) and self.is_open:
            self._scheduled.cancel()
            self._scheduled = asyncio.get_running_loop().call_soon(self._idle)

    def _idle(self) -> None:
        self._scheduled = None
        if not self._held:
            self.commit()

    def _taken(self) -> tuple[_Gathered, Batch]:
        """What the commit under way holds: what failed before, else all that has gathered."""
        if self._under_way is None:
            self._under_way, self._next = (self._next, None), _Gathered()
        gathered, batch = self._under_way
        if batch is None:
            batch = self._build(gathered)
            self._under_way = gathered, batch
        return gathered, batch

    def _build(self, gathered: _Gathered) -> Batch:
        core = self._core
        hits = sum(len(row.hits) for row in gathered.busy)
        core.prune(max(_LOOK_AT_LEAST, 2 * hits))
        states = core.cells.take_some(max(_STATES_A_COMMIT, 2 * hits), core.seq)
        timers, cancelled = core.timers.take_changes()
        return Batch(
            rows=gathered.rows,
            last_seq=core.seq,
            last_seen=core.last_seen,
            floor=core.cells.floor(core.seq),
            outbox=[action for row in gathered.busy for action in _actions(row)],
            moves=gathered.moves,
            records=[
                (row.signal.seq, each) for row in gathered.busy for each in row.effects if _is_record(each)
            ],
            timers=timers,
            cancelled=cancelled,
            states=states,
            marks=[*core.known.moved(), *core.bookmarks.moved()],
            rulebooks=gathered.rulebooks,
            inventories=gathered.inventories,
        )

    def _committed(self, batch: Batch, gathered: _Gathered) -> None:
        loop = asyncio.get_running_loop()
        self._last_commit = loop.time()
        release = Release(batch.rows, batch.outbox, gathered.waiting)
        if not gathered.durable and not self._unsynced:
            self._let_go(release)
        else:
            self._unsynced.append((release, gathered.durable))
            if self._syncing is None:
                self._syncing = loop.create_task(self._sync())
        if self._store.wants_checkpoint() and self._tidying is None:
            self._tidying = loop.create_task(self._tidy())

    def _let_go(self, release: Release) -> None:
        self._release(release)
        for future in release.waiting:
            if not future.done():
                future.set_result(None)

    async def _sync(self) -> None:
        """Sync and release, in order; one fsync serves every batch that was committed before it began."""
        loop = asyncio.get_running_loop()
        while self._unsynced:
            count = len(self._unsynced)
            if any(durable for _, durable in self._unsynced):
                try:
                    await loop.run_in_executor(self._threads, self._store.sync)
                except OSError as error:
                    self._give_up(f"the journal cannot be made durable ({error.strerror}); check the disk")
                    break
            for _ in range(count):
                self._let_go(self._unsynced.popleft()[0])
        self._syncing = None

    async def _tidy(self) -> None:
        """Checkpoint beside the commits, then the short rest with commits held back."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._threads, self._store.checkpoint, False)
            self._held = True
            await loop.run_in_executor(self._threads, self._store.checkpoint, True)
        except StoreError as error:
            _log.warning("journal.checkpoint_failed", reason=str(error))
        finally:
            self._held = False
            self._tidying = None
        self._schedule()

    def _retry(self, line: str) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._line = line
        if self._failing_since is None:
            self._failing_since = now
            _log.error("journal.commit_failed", reason=line)
        if now - self._failing_since >= GIVE_UP_S:
            self._give_up(line)
            return
        if self._scheduled is not None:
            self._scheduled.cancel()
        self._scheduled = loop.call_later(RETRY_S, self._idle)

    def _give_up(self, line: str) -> None:
        """Nothing more is taken in; who waits is told, and with one line whoever ends the process."""
        if self._gave_up:
            return
        self._gave_up = True
        self._line = line
        stuck = () if self._under_way is None else (self._under_way[0],)
        for each in (*(release for release, _ in self._unsynced), *stuck, self._next):
            for future in each.waiting:
                if not future.done():
                    future.set_exception(StoreError(line))
        self._failed(line)


class _Gathered:
    """What the next commit will hold."""

    __slots__ = ("busy", "durable", "inventories", "moves", "rows", "rulebooks", "waiting")

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.busy: list[Row] = []
        self.moves: list[OutboxMove] = []
        self.rulebooks: dict[str, Kept] = {}
        self.inventories: dict[tuple[int, str], bytes] = {}
        self.waiting: list[asyncio.Future[None]] = []
        self.durable = False

    def add(self, rows: Sequence[Row]) -> None:
        """Take rows in; one that something outside depends on makes all of them durable."""
        self.rows += rows
        for row in rows:
            if not row.is_plain:
                self.busy.append(row)
                self.durable = self.durable or _has_action(row)
            if not self.durable and row.signal.type in _DURABLE:
                self.durable = True

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.moves or self.rulebooks or self.inventories or self.waiting)


def _has_action(row: Row) -> bool:
    return any(isinstance(each.effect, Act) for each in row.effects)


def _is_record(planned: Planned) -> bool:
    return isinstance(planned.effect, Record)


def _actions(row: Row) -> list[OutboxRow]:
    return [
        OutboxRow(
            id=each.id,
            seq=row.signal.seq,
            signal=row.signal.id,
            document=each.document,
            guild=each.key[0],
            action=each.effect.action,
            body=each.effect.body,
            expires=each.effect.expires,
            slot=each.effect.slot,
        )
        for each in row.effects
        if isinstance(each.effect, Act)
    ]
