"""What a baseline says of itself, for information: a level that it adopted, and keys that it let go of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.effects import Emit
from engine.instants import DAY_MS
from engine.signal import Signal, SignalType
from engine.systems.baseline.keys import key_of, values_of
from engine.systems.baseline.noticed import rounded
from engine.systems.baseline.spec import BaselineSpec, called
from engine.systems.baseline.state import Baseline, Move
from engine.systems.baseline.values import as_read


def news(spec: BaselineSpec, state: Baseline, signal: Signal, key: str, moved: Move | None) -> Iterator[Emit]:
    """Signals for the record. `moved` is the last new normal of the key before the step."""
    move = state.moves.get(key)
    if move is not None and move is not moved:
        named = zip(map(called, spec.by), values_of(key, len(spec.by)), strict=True)
        where = [f"{name}={value}" for name, value in named if value is not None]
        before, level = (rounded(as_read(spec, each)) for each in (move.before, move.level))
        more = {"key": where, "before": before, "value": level}
        yield _said(SignalType.BASELINE_ADOPTED, spec, signal, more)
    if state.table.dropped > state.dropped and signal.time - state.dropped_told >= DAY_MS:
        yield _said(
            SignalType.BASELINE_DROPPED, spec, signal,
            {"keys": state.table.dropped - state.dropped, "most_keys": spec.most_keys},
        )  # fmt: skip
        state.dropped, state.dropped_told = state.table.dropped, signal.time


def key_in(spec: BaselineSpec, values: Any) -> str:
    """The key that a signal's values belong to."""
    return key_of(values[: len(spec.by)])


def _said(type_: SignalType, spec: BaselineSpec, signal: Signal, more: dict[str, Any]) -> Emit:
    data = {"rule": spec.id, "rule_name": spec.name, "title": spec.title, "measure": spec.measure, **more}
    return Emit(type_, time=signal.time, severity="informational", data=data)
