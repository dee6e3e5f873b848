"""Batches as the journal makes them, for tests of stores: turns of rows under growing sequence numbers."""

from __future__ import annotations

from typing import Any

from engine.effects import Act, Emit, Record
from engine.signal import Signal
from engine.store.rows import Batch, OutboxRow, Planned, Row, StateRow, TimerRow
from engine.systems.kind import Hit

T0 = 1_800_000_000_000


class Writer:
    """Numbers rows and makes batches of them; the clock moves on by a millisecond a row."""

    def __init__(self) -> None:
        self.seq = 0
        self.now = T0

    def row(self, kind: str = "plain", guild: int | None = 1, **fields: Any) -> Row:
        self.seq += 1
        self.now += 1
        seq = self.seq
        id_ = fields.pop("id", f"{kind}:{seq}")
        signal = Signal(id_, fields.pop("type", "test.one"), self.now - 5, self.now, seq, guild, **fields)
        if kind == "derived":
            signal.origin = "derived"
            return Row(signal, now=self.now, base=self.now)
        if kind == "light":
            return light(signal, seq)
        if kind != "hit":
            return Row(signal)
        key = (guild, "x", None, True, 2**63)
        effects = (Emit("test.two", data={"n": 1.5}), Record("t", {"a": 1}), Act("x", {}))
        planned = [Planned(f"{id_}-{n}", "d", key, n, effect) for n, effect in enumerate(effects)]
        hits = [Hit("d", key, ("r",), "#v"), Hit("e", (guild,))]
        return Row(signal, hits, planned, [1], self.now - 3, self.now - 9)

    def reload(self, hash_: str) -> Row:
        row = self.row("reload", None, type="rulebook.loaded", data={"hash": hash_})
        row.now = row.base = row.signal.seen
        return row

    def batch(self, *rows: Row, **fields: Any) -> Batch:
        fields.setdefault("floor", self.seq)
        return Batch(rows, self.seq, self.now, **fields)


def light(signal: Signal, seq: int) -> Row:
    """One that met documents which cite nothing, and caused nothing: with all that hits may have in them."""
    base = signal.seen - 4 if seq % 5 == 0 else signal.seen
    hits = [Hit("counts", (signal.guild,))]
    if seq % 2 == 0:
        key = (signal.guild, "x", None, True, 2**63, -1.5)
        hits += [Hit("keyed", key, ("r", "s"), [1.5, "v", None]), Hit("keyed", (signal.guild, seq % 3))]
    return Row(signal, hits, now=signal.seen, base=base, is_light=True)


def action(id_: str, seq: int = 1, **fields: Any) -> OutboxRow:
    return OutboxRow(id_, seq, "cause", "d", 1, "test.act", {"channel": 5}, **fields)


def timer(name: str, wake: int = 5, key: tuple[Any, ...] = (1, "x", None)) -> TimerRow:
    return TimerRow("d", key, name, wake, "seen", wake, 3, "setter")


def state(body: bytes | None, key: tuple[Any, ...] = (1, "x", None), seq: int = 1) -> StateRow:
    return StateRow("d", key, seq, body)
