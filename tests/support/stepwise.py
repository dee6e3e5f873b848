"""The loop without an event loop: turns and commits one by one, ticks when they are due, restarts at will."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import msgspec

from engine.runtime.cells import decode
from engine.runtime.core import Core
from engine.runtime.journal import Journal, _Gathered
from engine.runtime.programs import Programs
from engine.runtime.recovery import recover
from engine.runtime.replay import Report, verify
from engine.signal import Signal
from engine.store.port import Store
from engine.store.rows import Kept, StateRow
from tests.support.loop import T0, programs


class Stepwise:
    """Signals go in with `play`; `commit` writes what gathered, at most `slices` states with it."""

    def __init__(self, store: Store, slices: int = 64, ready: Programs | None = None) -> None:
        self.store = store
        self.ready = ready or programs(store)
        self.now = T0
        self._slices = slices
        self._numbers = count()
        self.restart()

    def restart(self) -> None:
        """What was not committed is lost; stand where the store says."""
        self.core = recover(self.store, Core(self.ready.empty(), self.ready.provide), self.ready.provide).core
        take_some = self.core.cells.take_some
        self.core.cells.take_some = lambda size, seq: take_some(min(size, self._slices), seq)
        self._journal = Journal(self.store, self.core, None, release=lambda _: None, failed=lambda _: None)
        self._gathered = _Gathered()

    def play(self, signal: Signal, now: int) -> None:
        """Move the clock to `now`, ticking whenever a timer is due, and take the signal in."""
        while (wake := self.core.timers.next_wake()) is not None and wake < now:
            self.now = max(wake, self.core.last_seen)
            self._take(Signal(f"tick-{wake}-{self.core.seq}", "engine.tick", self.now))
        self.take(signal, now)

    def take(self, signal: Signal, now: int) -> None:
        """Take a signal in at `now` without a tick before it, as a process does that was not running."""
        self.now = now
        self._take(signal)

    def commit(self) -> None:
        if not self._gathered.is_empty:
            batch = self._journal._build(self._gathered)
            self._check_readable(batch.states)
            self.store.commit(batch)
            self._gathered = _Gathered()

    def _check_readable(self, states: list[StateRow]) -> None:
        """What is written down of a state is all of it, to the type of each number, for the next start."""
        for each in states:
            document = self.core.program.documents.get(each.document)
            if document is not None and each.body is not None:
                read = decode(self.core.program.kinds[document.kind], each.body)
                assert repr(read) == repr(self.core.cells.get(each.document, each.key))

    def _take(self, signal: Signal) -> None:
        if signal.type == "rulebook.loaded":
            rulebook = self.ready.provide(signal.data["hash"]).rulebook
            self._gathered.rulebooks[rulebook.hash] = Kept(rulebook.digests, rulebook.saved())
        self._gathered.add(self.core.take(signal, self.now) or ())


def lines(store: Store, guild: int | None = None) -> Iterator[str]:
    """Every signal of a journal and its effects as JSON, in order; of one guild, if it is named."""
    for rows in store.history(0):
        for row in rows:
            if guild is None or row.signal.guild == guild:
                effects = msgspec.json.encode(row.effects).decode()
                yield f"{row.signal.id} {row.signal.type} {effects}"


def replay(store: Store, ready: Programs | None = None) -> Report:
    """The journal through a core without state."""
    ready = ready or programs(store)
    return verify(store.history(0), Core(ready.empty(), ready.provide))
