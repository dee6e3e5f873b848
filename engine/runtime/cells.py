"""The state of documents: one cell for each document and key, with the means to undo a failed step.

Knows kinds only by `state`, `step` and `prune`; it neither matches nor stores.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import msgspec

from engine.effects import Effect, For
from engine.runtime.crowds import Counted, Place
from engine.signal import Signal
from engine.store.rows import StateRow
from engine.systems.kind import Compiled, Hit, Key, Moment, Steps

_UNDO_AFTER: Final = 64
"""Steps that are re-run at most to undo one that raised; then the state is taken anew. Of a large state
more: to take it costs as much as many steps."""
_A_STEP: Final = 512
_A_COMMIT: Final = 4_096
"""So many bytes of a state are worth a step more, or a commit more, before it is taken again."""
_MOST_COMMITS: Final = 256

Address = tuple[str, Key]
_ENCODER: Final = msgspec.msgpack.Encoder()


class Cell:
    """One state, its last encoding, and the steps since: enough to get back to before any step."""

    __slots__ = ("since", "state", "taken")

    def __init__(self, state: Any, taken: bytes | None) -> None:
        self.state = state
        self.taken = taken
        self.since: list[tuple[Signal, Hit, Moment]] = []


class Cells:
    """All state. `dirty` holds the addresses that changed since they were last taken for the store."""

    def __init__(self) -> None:
        self._cells: Counted[Cell] = Counted()
        self.dirty: dict[Address, int] = {}
        self._round: list[Address] = []
        self._unprunable: set[str] = set()
        self._bound: dict[Address, set[Address]] = {}
        self._traces: dict[Address, list[Address]] = {}
        self._waited: dict[Address, int] = {}

    def __len__(self) -> int:
        return len(self._cells)

    def __iter__(self) -> Iterator[tuple[Address, Any]]:
        return ((address, cell.state) for address, cell in self._cells.items())

    @property
    def fullest(self) -> int:
        """No document has more states in any guild."""
        return self._cells.fullest

    def keys_at(self, place: Place) -> Sequence[Key]:
        """The keys under which a document has states in a guild."""
        return self._cells.keys_at(place)

    def count_at(self, place: Place) -> int:
        """How many these are."""
        return self._cells.count_at(place)

    def get(self, document: str, key: Key) -> Any:
        """The state kept under an address, or None."""
        cell = self._cells.get((document, key))
        return None if cell is None else cell.state

    def step(
        self, steps: Steps, document: Compiled, signal: Signal, hit: Hit, moment: Moment
    ) -> Sequence[Effect | For]:
        """Run a step on its state. What it raises passes on, with the state as it was before."""
        if steps.state is None:
            return _written(steps.step(document.spec, None, signal, hit, moment))
        address = (hit.document, hit.key)
        cell = self._cells.get(address)
        if cell is None:
            cell = self._cells[address] = Cell(steps.state(), None)
        try:
            effects = steps.step(document.spec, cell.state, signal, hit, moment)
            if effects:
                _written(effects)
        except Exception:
            self._undo(steps, document, address, cell)
            raise
        cell.since.append((signal, hit, moment))
        if len(cell.since) >= _UNDO_AFTER and len(cell.since) * _A_STEP >= len(cell.taken or b""):
            cell.taken = _ENCODER.encode(cell.state)
            cell.since.clear()
        self.dirty.setdefault(address, signal.seq)
        return effects

    def _undo(self, steps: Steps, document: Compiled, address: Address, cell: Cell) -> None:
        if cell.taken is None and not cell.since:
            del self._cells[address]
            return
        assert steps.state is not None
        cell.state = steps.state() if cell.taken is None else decode(steps, cell.taken)
        for signal, hit, moment in cell.since:
            steps.step(document.spec, cell.state, signal, hit, moment)

    def put(self, document: str, key: Key, state: Any, taken: bytes) -> None:
        """Put back a state as stored."""
        self._cells[document, key] = Cell(state, taken)

    def floor(self, seq: int) -> int:
        """The sequence number up to which all state is in the store, when `seq` is the newest."""
        return next(iter(self.dirty.values()), seq + 1) - 1

    def take_some(self, count: int, seq: int) -> list[StateRow]:
        """Encode the states that have been dirty longest, `count` and what is bound to them, for the store.

        They are as of `seq`. A large one is passed over for some commits: what changes with every signal
        would else be written as often.
        """
        first = list(islice(filter(self._is_ripe, self.dirty), count))
        if not self._bound:
            return [self._take(address, seq) for address in first]
        together = [each for address in first for each in sorted(self._unbound(address), key=repr)]
        return [self._take(address, seq) for address in dict.fromkeys(together) if address in self.dirty]

    def _is_ripe(self, address: Address) -> bool:
        cell = self._cells.get(address)
        if cell is None or address in self._bound or len(cell.taken or b"") < _A_COMMIT:
            return True
        waited = self._waited[address] = self._waited.get(address, 0) + 1
        return waited >= min(len(cell.taken or b"") // _A_COMMIT, _MOST_COMMITS)

    def bind(self, one: Address, other: Address) -> None:
        """Have two states stored in one commit: something went from the one to the other."""
        bound = self._bound.get(one, {one}) | self._bound.get(other, {other})
        for address in bound:
            self._bound[address] = bound

    def trace(self, place: Address, source: Address) -> None:
        """Remember, until a state is stored, where part of it came from."""
        self._traces.setdefault(place, []).append(source)

    def sources(self, place: Address, key: Key) -> list[Address]:
        """Where it came from, under that key, to a place at which it is not stored yet."""
        return [source for source in self._traces.get(place, ()) if source[1] == key]

    def _unbound(self, address: Address) -> set[Address]:
        bound = self._bound.get(address, {address})
        for each in bound:
            self._bound.pop(each, None)
        return bound

    def _take(self, address: Address, seq: int) -> StateRow:
        del self.dirty[address]
        self._waited.pop(address, None)
        self._traces.pop(address, None)
        cell = self._cells.get(address)
        if cell is None:
            return StateRow(*address, seq, None)
        cell.taken = _ENCODER.encode(cell.state)
        cell.since.clear()
        return StateRow(*address, seq, cell.taken)

    def keys_of(self, documents: Collection[str]) -> dict[str, list[Key]]:
        """The keys under which these documents have states."""
        found: dict[str, list[Key]] = {}
        for document, key in self._cells:
            if document in documents:
                found.setdefault(document, []).append(key)
        return found

    def replace(self, address: Address, state: Any, seq: int) -> None:
        """Put a state in the place of what was there, by what the row `seq` says."""
        self._cells[address] = Cell(state, _ENCODER.encode(state))
        self.dirty[address] = self.dirty_since(address, seq)

    def lend(self, address: Address, state: Any, since: int) -> int | None:
        """Let a state stand under an address for a while: it is part of another, dirty since that row.

        Returns since when the address was dirty without that.
        """
        before = self.dirty.get(address)
        self._cells[address] = Cell(state, None)
        self.dirty[address] = self.dirty_since(address, since)
        return before

    def take_back(self, address: Address, before: int | None) -> None:
        """End that, with what `lend` returned."""
        if address in self._cells:
            del self._cells[address]
        if before is None:
            self.dirty.pop(address, None)
        else:
            self.dirty[address] = before

    def forget(self, address: Address, seq: int) -> None:
        """Forget a state, by what the row `seq` says; what is stored of it goes at a next commit."""
        del self._cells[address]
        self.dirty.setdefault(address, seq)

    def forget_last(self, address: Address, seq: int) -> None:
        """Forget a state that others came from: what is stored of it goes after all of those are stored."""
        del self._cells[address]
        self.dirty[address] = seq

    def dirty_since(self, address: Address, seq: int) -> int:
        """The row from which on a state differs from what is stored, when it changes by the row `seq`."""
        return min(self.dirty.get(address, seq), seq)

    def order_dirty(self, rank: Callable[[Address], int]) -> None:
        """Have what changed first stored first; of what changed by the same row what ranks lower."""
        entries = sorted(self.dirty.items(), key=lambda entry: (entry[1], rank(entry[0])))
        self.dirty = dict(entries)

    def prune(
        self,
        count: int,
        seq: int,
        look_up: Callable[[Address], tuple[Steps, Compiled, Moment] | None],
        failed: Callable[[str, Exception], None] | None = None,
    ) -> None:
        """Look at the next `count` cells, in turn, and forget those in which nothing is left.

        A document whose `prune` raises keeps its states from then on, and is said to have `failed` once.
        """
        for _ in range(min(count, len(self._cells))):
            if not self._round:
                self._round = list(self._cells)
            address = self._round.pop()
            cell = self._cells.get(address)
            found = look_up(address) if cell is not None else None
            if cell is None or found is None or address[0] in self._unprunable:
                continue
            steps, document, moment = found
            try:
                if steps.prune(document.spec, cell.state, moment):
                    self.forget(address, seq)
            except Exception as error:
                if failed is None:
                    raise
                self._unprunable.add(address[0])
                failed(address[0], error)


def _written(effects: Sequence[Effect | For]) -> Sequence[Effect | For]:
    """Effects that the journal can hold: any other are the step's fault, and raise while it can be undone."""
    if effects:
        _ENCODER.encode(effects)
    return effects


def encode(state: Any) -> bytes:
    """A state as it is stored."""
    return _ENCODER.encode(state)


def decode(steps: Steps, taken: bytes) -> Any:
    """A state from its encoding. Fields that the encoding lacks take their defaults."""
    assert steps.state is not None
    return msgspec.msgpack.decode(taken, type=steps.state)
