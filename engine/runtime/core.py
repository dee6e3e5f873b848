"""The loop's pure heart: a signal in, the rows and effects of its turn out.

Deterministic: no clock, no store, no Discord. Live, recovery, replay, `match` and the tests all
drive this one class, which is why replay equals live.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from engine.effects import Cancel, Effect, Emit, For, Timer
from engine.runtime.bookmarks import Bookmarks
from engine.runtime.cells import Address, Cells
from engine.runtime.crowding import Crowding
from engine.runtime.derived import cascade_cut, derived_id, emitted, step_failed, timer_due
from engine.runtime.facts import MEMBERS, enrich
from engine.runtime.failures import FAILURES, LIMIT
from engine.runtime.gaps import GAPS
from engine.runtime.known import Known
from engine.runtime.program import Fault, Program
from engine.runtime.reload import Change, Reload, gap_text, reload_of, summary
from engine.runtime.takeover import TakenOver, TakeOver
from engine.runtime.timers import Timers
from engine.signal import Signal, SignalType
from engine.store.codec import key_text
from engine.store.rows import Planned, Row, TimerRow
from engine.systems.kind import Compiled, Hit, Key, Moment, Steps

MAX_DEPTH: Final = 16
MAX_DERIVED: Final = 1_000
"""A cascade makes no more signals than this; what is cut is recorded."""
_GAP: Final = SignalType.GATEWAY_GAP.value
_GROUPS_DROPPED: Final = SignalType.GROUPS_DROPPED.value
_BEFORE_TIMERS: Final = frozenset({SignalType.RULEBOOK_LOADED.value, _GAP})

_FACTS: Final = MEMBERS.identity


Provide = Callable[[str], Program]
"""The program of a rulebook's hash. Raises `StoreError` when there is none."""


class Core:
    """All that the loop knows. One turn at a time; nothing here awaits."""

    def __init__(self, program: Program, provide: Provide, *, is_limited: bool = True) -> None:
        self.program = program
        self.cells = Cells()
        self.crowding = Crowding(self.cells, is_limited=is_limited)
        self.timers = Timers()
        self.known = Known()
        self.bookmarks = Bookmarks()
        self.seq = 0
        self.last_seen = 0
        self.duplicates = 0
        self.gaps: set[int | None] = set()
        self.on_failure: Callable[[str, Exception], None] | None = None
        self._provide = provide
        self._made = 0
        self._is_cut = False

    def take(self, signal: Signal, clock: int) -> list[Row] | None:
        """The door: give a signal its `seen`, and run its turn. None when it was seen before."""
        seen = max(clock, self.last_seen)
        gap = bool(self.gaps or self.bookmarks.owed) or signal.type == _GAP
        if not self.known.add(signal.id, seen, signal.guild, gap=gap):
            self.duplicates += 1
            return None
        signal.seen = seen
        signal.time = min(signal.time, seen)
        return self.turn(signal)

    def turn(self, signal: Signal, recorded: Sequence[Hit] | None = None) -> list[Row]:
        """Timers that were due, the signal and all that follows from it, timers due at its instant.

        `recorded` hits stand in for matching where a replay no longer has the text.
        """
        rows: list[Row] = []
        seen = signal.seen
        if signal.type in _BEFORE_TIMERS:
            self._prepare(signal)
        elif (wake := self.timers.next_wake()) is not None and wake < seen:
            self._sweep(seen - 1, seen, rows)
        self.last_seen = seen
        self._cascade(signal, seen, rows, recorded=recorded)
        wake = self.timers.next_wake()
        if wake is not None and wake <= seen:
            self._sweep(seen, seen, rows, of=signal.guild)
        return rows

    def base(self, guild: int | None, now: int) -> int:
        """The instant (milliseconds) from which a guild's watermarks count: in a gap, its beginning."""
        since = self._frozen(guild)
        return now if since is None else min(since, now)

    def adopt(self, program: Program, reload: Reload) -> list[Change]:
        """Put another rulebook in force; says what that changed, and what became of the state."""
        done = self.take_over(program, reload)
        for row in [each for each in self.timers if done.ends(each.document, each.key)]:
            self.timers.cancel(row.document, row.key, row.name)
        for row in [each for each in self.timers if each.clock == "watermark"]:
            self._hasten(row, reload.seen)
        for address, timer in done.timers:
            if isinstance(timer, Timer):
                self._set_timer(address, timer, reload.signal, reload.seen, reload.seen)
            else:
                self.timers.cancel(*address, timer.name)
        return done.changes

    def take_over(
        self, program: Program, reload: Reload, keep: Callable[[Address], bool] = lambda _: False
    ) -> TakenOver:
        """The states alone, without timers. `keep`: what stands at an address has seen the reload already."""
        before, self.program = self.program, program
        return TakeOver(self.cells, before, program, reload, keep=keep, failed=self.failed).run()

    def prune(self, count: int) -> None:
        """Look at the next `count` states, and forget those in which nothing is left."""
        self.cells.prune(count, self.seq, self.look_up, self.failed)

    def forget_guild(self, guild: int) -> None:
        """Forget all states and timers of a server whose part of the journal is erased, too.

        No signal says so: in a replay there is nothing of it to forget.
        """
        for timer in [each for each in self.timers if each.key[0] == guild]:
            self.timers.cancel(timer.document, timer.key, timer.name)
        for address in [address for address, _ in self.cells if address[1][0] == guild]:
            self.cells.forget(address, self.seq)
        self.gaps.discard(guild)

    def failed(self, document: str, error: Exception) -> None:
        """Say that a document's code raised."""
        if self.on_failure is not None:
            self.on_failure(document, error)

    def resting(self, guild: int | None) -> list[str]:
        """The documents, by identity, that failed too often in a guild to be given new signals."""
        tired = (document for document in self.program.documents if self._is_tired(document, guild))
        meant = (each for document in tired for each in self.program.meant(document, guild))
        return sorted(meant, key=self.program.rank.__getitem__)

    def look_up(self, address: Address) -> tuple[Steps, Compiled, Moment] | None:
        """What pruning needs to know of a state."""
        document = self.program.document(address[0], address[1][0])
        if document is None:
            return None
        now = self.last_seen
        moment = Moment(now, self.base(address[1][0], now) - document.lateness)
        return self.program.kinds[document.kind], document, moment

    def _prepare(self, signal: Signal) -> None:
        """A reload changes the rules, a gap stops the watermark, before anything else happens in the turn."""
        if signal.type == SignalType.RULEBOOK_LOADED:
            if self.gaps:
                signal.data["frozen"] = self._frozen_guilds()
            changes = self.adopt(self._provide(signal.data["hash"]), reload_of(signal, self.seq + 1))
            signal.data |= summary(changes)
        else:
            signal.data.setdefault("since", self.last_seen)

    def hold_again(self) -> None:
        """After a start: what the watermark would have woken, and did not, waits for its gap to end."""
        others: list[TimerRow] = []
        while (timer := self.timers.pop(self.last_seen)) is not None:
            if self._is_held(timer):
                self.timers.hold(timer)
            else:
                others.append(timer)
        for timer in others:
            self.timers.restore(timer)

    def _is_held(self, timer: TimerRow) -> bool:
        return timer.clock == "watermark" and self._frozen(timer.key[0]) is not None

    def _release_held(self, guild: int | None) -> None:
        """After a step of `GAPS`: when the gap is over, what waited for the watermark may wake."""
        gap = self.cells.get(GAPS.identity, (guild,))
        if gap is None or gap.since is None:
            self.gaps.discard(guild)
            self.timers.release(guild)
        else:
            self.gaps.add(guild)

    def _frozen_guilds(self) -> list[str]:
        """The guilds with a gap (None: all of them), and since when, in an order that is always the same."""
        return sorted(gap_text(guild, self.cells.get(GAPS.identity, (guild,)).since) for guild in self.gaps)

    def _frozen(self, guild: int | None) -> int | None:
        if not self.gaps:
            return None
        found = [self.cells.get(GAPS.identity, (each,)) for each in (guild, None) if each in self.gaps]
        return min((gap.since for gap in found), default=None)

    def _sweep(self, until: int, seen: int, rows: list[Row], *, of: int | None = None) -> None:
        """Wake what is due, in order; the watermark's timers each at their own instant, so that a clock
        which jumps settles windows as one that ticks.

        At the instant `seen` itself those `of` one guild alone: what happens in a guild never wakes
        another's timers before that one's own signals of the same instant.
        """
        others: list[TimerRow] = []
        while (timer := self.timers.pop(until)) is not None:
            if self._is_held(timer):
                self.timers.hold(timer)
            elif timer.wake == seen and of is not None and timer.key[0] != of:
                others.append(timer)
            elif timer.document in self.program.documents:
                now = seen if timer.clock == "seen" else timer.wake
                self._cascade(timer_due(timer, seen), now, rows, directed=Hit(timer.document, timer.key))
        for timer in others:
            self.timers.restore(timer)

    def _cascade(
        self,
        first: Signal,
        now: int,
        rows: list[Row],
        *,
        directed: Hit | None = None,
        recorded: Sequence[Hit] | None = None,
    ) -> None:
        self._made = 0
        self._is_cut = False
        queue = [(first, 0)]
        faults: list[Fault] = []
        get = self.cells.get
        for signal, depth in queue:  # grows while it is gone through
            self.seq = signal.seq = self.seq + 1
            if signal.type == _GROUPS_DROPPED and signal.origin == "derived":
                self._let_go(signal, now)
            facts = get(_FACTS, (signal.guild, signal.actor)) if signal.actor else None
            if facts is not None:
                enrich(signal, facts)
            hits = self.program.hits(signal, faults) if recorded is None else list(recorded)
            if directed is not None:
                hits.insert(0, directed)
            directed = recorded = None
            if faults:
                queue.extend((each, depth + 1) for each in self._faulted(signal, faults))
            if not hits:
                rows.append(Row(signal))
                continue
            caused = self._carry_out(signal, hits, depth, now, rows)
            queue.extend((each, depth + 1) for each in caused)
            if hits[0].document == GAPS.identity:
                self._release_held(hits[0].key[0])

    def _carry_out(
        self, signal: Signal, hits: list[Hit], depth: int, now: int, rows: list[Row]
    ) -> list[Signal]:
        """Run the steps of a signal's hits; returns the signals that follow."""
        base = self.base(signal.guild, now)
        row = Row(signal, hits, planned := [], skipped := [], now, base)
        rows.append(row)
        caused: list[Signal] = []
        program, has_failed = self.program, self.cells.count_at((FAILURES.identity, signal.guild))
        is_light = signal.origin == "input" and now == signal.seen
        for place, hit in enumerate(hits):
            document = program.documents[hit.document]
            if document.variants:
                document = document.within(hit.key[0])
            is_light = is_light and not document.cites
            if program.is_muted(hit.document, hit.key[0]):
                continue
            if has_failed and self._rests(hit, signal):
                skipped.append(place)
                continue
            steps, moment = program.kinds[document.kind], Moment(now, base - document.lateness)
            try:
                effects = self.cells.step(steps, document, signal, hit, moment)
            except Exception as error:  # noqa: BLE001 - a step is a document's business; the loop goes on
                skipped.append(place)
                caused.append(self._step_failed(signal, hit, error))
                continue
            if self.crowding.is_near(document):
                caused += self.crowding.look(program, document, signal, hit, moment)
            if not effects:
                continue
            text = key_text(hit.key)
            for n, effect in enumerate(effects):
                each = _planned(signal, hit, text, n, effect)
                planned.append(each)
                further = self._apply(each, signal, depth, now)
                if further is not None:
                    caused.append(further)
        row.is_light = is_light and not planned and not skipped
        return caused

    def _apply(self, planned: Planned, signal: Signal, depth: int, now: int) -> Signal | None:
        """Do what belongs to the loop: emit, and set or cancel timers. The rest is the journal's."""
        effect = planned.effect
        if isinstance(effect, Emit):
            if depth < MAX_DEPTH and self._made < MAX_DERIVED:
                self._made += 1
                guild, own = planned.key[0], self.program.documents[planned.document]
                if own.variants:
                    own = own.within(guild)
                mode = self.program.mode_in(guild, own.mode, signal.data.get("mode"))
                return emitted(planned, effect, signal, mode)
            return self._cascade_cut(signal, planned.document)
        if isinstance(effect, Timer):
            self._set_timer((planned.document, planned.key), effect, signal.id, signal.seen, now)
        elif isinstance(effect, Cancel):
            self.timers.cancel(planned.document, planned.key, effect.name)
        return None

    def _let_go(self, signal: Signal, now: int) -> None:
        """Forget the groups that stand below a line, and their timers."""
        gone = self.crowding.let_go(self.program, signal, now, self.base(signal.guild, now))
        for row in [each for each in self.timers if (each.document, each.key) in gone]:
            self.timers.cancel(row.document, row.key, row.name)

    def _set_timer(self, address: Address, timer: Timer, setter: str, seen: int, now: int) -> None:
        """A timer never wakes at the instant that set it: a step that asks for the past cannot spin."""
        if timer.clock == "seen":
            wake = max(timer.due, seen + 1)
        else:
            wake = max(timer.due + self._lateness(*address) + 1, now + 1)
        self.timers.set(TimerRow(*address, timer.name, timer.due, timer.clock, wake, 0, setter))

    def _lateness(self, document: str, key: Key) -> int:
        return self.program.documents[document].within(key[0]).lateness

    def _hasten(self, row: TimerRow, now: int) -> None:
        """A document that waits less long for late signals now settles what it waits for earlier."""
        wake = max(row.due + self._lateness(row.document, row.key) + 1, now + 1)
        if wake < row.wake:
            self.timers.set(msgspec.structs.replace(row, wake=wake))

    def _rests(self, hit: Hit, signal: Signal) -> bool:
        """Whether a document has failed too often in this guild to be given new signals."""
        return signal.type != SignalType.TIMER_DUE and self._is_tired(hit.document, hit.key[0])

    def _is_tired(self, document: str, guild: int | None) -> bool:
        failed = self.cells.get(FAILURES.identity, (guild, self.program.short(document)))
        return failed is not None and failed.times >= LIMIT

    def _faulted(self, signal: Signal, faults: list[Fault]) -> list[Signal]:
        """A test that raises is said like a step that does, until its document rests."""
        hits = [(Hit(document, (signal.guild,)), error) for document, error in faults]
        faults.clear()
        return [self._step_failed(signal, hit, error) for hit, error in hits if not self._rests(hit, signal)]

    def _step_failed(self, signal: Signal, hit: Hit, error: Exception) -> Signal:
        self.failed(hit.document, error)
        return step_failed(signal, hit, error)

    def _cascade_cut(self, signal: Signal, document: str) -> Signal | None:
        """Said once a cascade; the signal itself causes nothing further."""
        if self._is_cut:
            return None
        self._is_cut = True
        return cascade_cut(signal, document)


def _planned(signal: Signal, hit: Hit, key: str, n: int, effect: Effect | For) -> Planned:
    """An effect in its place: of the document that is hit, or of one that it stands for."""
    if isinstance(effect, For):
        id_ = derived_id(signal.id, effect.document, key, effect.n)
        return Planned(id_, effect.document, hit.key, effect.n, effect.effect)
    return Planned(derived_id(signal.id, hit.document, key, n), hit.document, hit.key, n, effect)
