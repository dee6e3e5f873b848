"""What the journal keeps: rows of signals, effects, timers, states and the outbox. Plain data, no SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import msgspec

from engine.effects import Clock, Effect
from engine.signal import Signal, SignalType
from engine.systems.kind import Hit, Key

_RELOAD: Final = SignalType.RULEBOOK_LOADED.value


class Planned(msgspec.Struct, array_like=True):
    """An effect in its place: the signal's `n`th of this document and key; replay repeats its id."""

    id: str
    document: str
    key: Key
    n: int
    effect: Effect


class Row(msgspec.Struct):
    """One signal of a turn, what it hit and what that caused.

    `skipped` are places of hits that were not carried out: the step raised, or the document rests
    after too many failures. `now` and `base` (milliseconds) are what steps called now, and the
    instant from which the watermark counts; both are the signal's `seen` but for timers and gaps.
    `is_light`: an input whose hits are all of documents that cite nothing, and that caused nothing.
    """

    signal: Signal
    hits: Sequence[Hit] = ()
    effects: Sequence[Planned] = ()
    skipped: Sequence[int] = ()
    now: int = 0
    base: int = 0
    is_light: bool = False

    @property
    def is_packed(self) -> bool:
        """Whether it stands in a segment with its neighbours, as most of what comes in."""
        if self.is_light:
            return not self.effects and not self.skipped and self.signal.type != _RELOAD
        return self.is_plain

    @property
    def is_plain(self) -> bool:
        """An input that met nothing. Reloads never are plain."""
        signal = self.signal
        return not self.hits and signal.origin == "input" and signal.type != _RELOAD


class TimerRow(msgspec.Struct, array_like=True):
    """A set timer. Times in milliseconds; `generation` tells a moved timer from its earlier self.

    `wake` is the instant at which it is looked at, `setter` the signal that set it.
    """

    document: str
    key: Key
    name: str
    due: int
    clock: Clock
    wake: int
    generation: int
    setter: str


class StateRow(msgspec.Struct, array_like=True):
    """A state as of a sequence number; `body` None means that it is gone."""

    document: str
    key: Key
    seq: int
    body: bytes | None


class OutboxState(StrEnum):
    """Where an action stands. The last three are final."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class OutboxRow(msgspec.Struct):
    """An action to carry out, once, under its `id` as key. `expires` in milliseconds, 0 = never.

    Fields are only ever added at the end.
    """

    id: str
    seq: int
    signal: str
    document: str
    guild: int | None
    action: str
    body: dict[str, Any]
    expires: int = 0
    state: OutboxState = OutboxState.PENDING
    attempts: int = 0
    slot: str = ""


class OutboxMove(msgspec.Struct, array_like=True):
    """An action changes its state; `attempts` as counted by the outbox."""

    id: str
    state: OutboxState
    attempts: int


class Kept(msgspec.Struct, frozen=True):
    """A rulebook to keep: the digests of its documents, and the bytes of those that may not be there yet."""

    digests: Sequence[bytes]
    documents: Mapping[bytes, bytes]


class Batch(msgspec.Struct):
    """All that one commit writes. Turns are never split over two.

    `floor` is the sequence number up to which every state is in the store; recovery folds the
    rows after it.
    """

    rows: Sequence[Row]
    last_seq: int
    last_seen: int
    floor: int
    outbox: Sequence[OutboxRow] = ()
    moves: Sequence[OutboxMove] = ()
    records: Sequence[tuple[int, Planned]] = ()
    timers: Sequence[TimerRow] = ()
    cancelled: Sequence[tuple[str, Key, str]] = ()
    states: Sequence[StateRow] = ()
    marks: Sequence[tuple[tuple[int | None, str], int]] = ()
    rulebooks: Mapping[str, Kept] = {}
    inventories: Mapping[tuple[int, str], bytes] = {}


class Saved(msgspec.Struct):
    """What a start finds: everything but the rows themselves."""

    last_seq: int = 0
    last_seen: int = 0
    floor: int = 0
    states: Sequence[StateRow] = ()
    timers: Sequence[TimerRow] = ()
    outbox: Sequence[OutboxRow] = ()
    marks: Sequence[tuple[tuple[int | None, str], int]] = ()


class Checkpoint(msgspec.Struct, frozen=True):
    """All that a start would have found right after the row `saved.last_seq`, under that `rulebook`."""

    rulebook: str | None
    saved: Saved
