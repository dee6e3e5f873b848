"""Recovery: from what the store holds to a core that stands where the last commit left it.

States are loaded as of the sequence number each was saved with; the journal's rows after that are
folded in with their recorded hits and moments, effects dropped. Timers and the outbox are rows already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import msgspec

from engine.documents.document import kind_in
from engine.runtime.bookmarks import is_bookmark
from engine.runtime.cells import Address, decode
from engine.runtime.core import Core, Provide
from engine.runtime.gaps import GAPS
from engine.runtime.known import KEEP_IDS, KEEP_IDS_IN_GAP, KEEP_MS
from engine.runtime.program import Program
from engine.runtime.reload import reload_of
from engine.signal import SignalType
from engine.store.rows import OutboxRow, Row, Saved
from engine.systems.kind import Moment


class Recovered(msgspec.Struct):
    """What a start goes on from. `folded` counts the rows that were folded in."""

    core: Core
    outbox: list[OutboxRow]
    rulebook: str | None
    folded: int


class Recoverable(Protocol):
    """What a start needs of a store: its methods of the same names."""

    def load(self) -> Saved:
        """What the last run left."""

    def rows(self, after: int) -> Iterator[Row]:
        """The rows with hits after a sequence number, and the derived ones, in order."""

    def recent(self, since: int, limit: int) -> Sequence[tuple[str, int, int | None]]:
        """Id, `seen` and guild of the newest input signals since an instant, oldest first."""

    def rulebook_at(self, seq: int) -> str | None:
        """The hash of the rulebook in force after the row with that sequence number."""


def recover(store: Recoverable, core: Core, provide: Provide) -> Recovered:
    """Fill a core without anything in it from the store. Raises `StoreError` when it cannot be read."""
    saved = store.load()
    first, last = store.rulebook_at(saved.floor), store.rulebook_at(saved.last_seq)
    if first is not None:
        core.program = provide(first)
    applied = _put_states(core, saved)
    folded = 0
    for row in store.rows(saved.floor):
        _fold(core, row, applied, provide)
        folded += 1
    _drop_strangers(core, saved.last_seq)
    core.seq, core.last_seen = saved.last_seq, saved.last_seen
    for timer in saved.timers:
        core.timers.restore(timer)
    core.gaps = {key[0] for (document, key), gap in core.cells if _is_gap(document, gap)}
    core.hold_again()
    core.bookmarks.restore(saved.marks)
    most = KEEP_IDS_IN_GAP if core.gaps or core.bookmarks.owed else KEEP_IDS
    marks = [each for each in saved.marks if not is_bookmark(each[0])]
    core.known.restore(marks, store.recent(_known_since(core, saved.last_seen), most))
    return Recovered(core, list(saved.outbox), last, folded)


def _is_gap(document: str, state: Any) -> bool:
    return document == GAPS.identity and state.since is not None


def _known_since(core: Core, last_seen: int) -> int:
    """From when on (milliseconds) ids are known one by one: a gap forgets nothing of before it."""
    begun = [gap.since for (document, _), gap in core.cells if _is_gap(document, gap)]
    return min([*begun, *core.bookmarks.owed.values()], default=last_seen) - KEEP_MS


def _put_states(core: Core, saved: Saved) -> dict[Address, int]:
    """States as they were saved; those of documents that are gone by then will be put aside by a reload."""
    applied = {}
    for state in saved.states:
        address = (state.document, state.key)
        kind = core.program.kinds.get(_kind_of(core.program, state.document))
        if kind is None or kind.state is None or state.body is None:
            core.cells.dirty[address] = saved.floor + 1
            continue
        core.cells.put(*address, decode(kind, state.body), state.body)
        applied[address] = state.seq
    return applied


def _kind_of(program: Program, identity: str) -> str:
    document = program.documents.get(identity)
    return kind_in(identity) if document is None else document.kind


def _drop_strangers(core: Core, seq: int) -> None:
    """What no document of the rulebook in force has kept: nobody would ever look at it again."""
    for address in [address for address, _ in core.cells if address[0] not in core.program.documents]:
        core.cells.forget(address, seq)


def _fold(core: Core, row: Row, applied: dict[Address, int], provide: Provide) -> None:
    seq = row.signal.seq
    if row.signal.type == SignalType.RULEBOOK_LOADED:
        program = provide(row.signal.data["hash"])
        core.take_over(program, reload_of(row.signal, seq), lambda address: applied.get(address, 0) >= seq)
    if row.signal.type == SignalType.GROUPS_DROPPED and row.signal.origin == "derived":
        core.crowding.let_go(
            core.program, row.signal, row.now, row.base, lambda address: applied.get(address, 0) >= seq
        )
    for place, hit in enumerate(row.hits):
        document = core.program.document(hit.document, hit.key[0])
        if document is None or place in row.skipped or core.program.is_muted(hit.document, hit.key[0]):
            continue
        steps = core.program.kinds[document.kind]
        if steps.state is None or seq <= applied.get((hit.document, hit.key), 0):
            continue
        try:
            core.cells.step(steps, document, row.signal, hit, Moment(row.now, row.base - document.lateness))
        except Exception as error:  # noqa: BLE001 - it did not raise when it was journalled; a start goes on
            core.failed(hit.document, error)
