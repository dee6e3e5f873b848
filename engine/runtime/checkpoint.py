"""Checkpoints: the whole state of the loop right after a row, so that a replay can begin there.

One is made as a start is: recovered from the store, which holds the same. Knows no retention.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.runtime.core import Core, Provide
from engine.runtime.recovery import Recoverable, recover
from engine.store.codec import encode
from engine.store.rows import Checkpoint, Row, Saved, StateRow


def checkpoint_of(store: Recoverable, core: Core, provide: Provide) -> Checkpoint:
    """That of the last row in the store; `core` has nothing in it yet. Raises `StoreError`."""
    recovered = recover(store, core, provide)
    seq = core.seq
    states = [StateRow(*address, seq, encode(state)) for address, state in core.cells]
    saved = Saved(seq, core.last_seen, floor=seq, states=states, timers=list(core.timers))
    return Checkpoint(recovered.rulebook, saved)


def begin_at(checkpoint: Checkpoint, core: Core, provide: Provide) -> Core:
    """Have a core with nothing in it stand where the checkpoint was made. Raises `StoreError`."""
    return recover(_Kept(checkpoint), core, provide).core


class _Kept:
    """A checkpoint as a store of which nothing is left but that."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = checkpoint

    def load(self) -> Saved:
        return self._checkpoint.saved

    def rows(self, after: int) -> Iterator[Row]:
        del after
        return iter(())

    def recent(self, since: int, limit: int) -> Sequence[tuple[str, int, int | None]]:
        del since, limit
        return ()

    def rulebook_at(self, seq: int) -> str | None:
        del seq
        return self._checkpoint.rulebook
