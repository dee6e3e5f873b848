"""Signals that follow from others: what steps emit, timers that are due, and what went wrong. Knows no state.

Their ids are hashes of what they follow from, so that every replay makes the same.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

from engine.effects import Emit
from engine.signal import MAX_CAUSES, Severity, Signal, SignalType
from engine.store.codec import key_text
from engine.store.rows import Planned, TimerRow
from engine.systems.kind import Hit, Standing
from engine.systems.modes import Mode

_ID_BYTES: Final = 12


def derived_id(cause: str, document: str, key: str, ordinal: int | str) -> str:
    """The id of what a step caused: 24 hex digits, the same in every replay."""
    text = f"{cause}\0{document}\0{key}\0{ordinal}"
    return blake2b(text.encode(), digest_size=_ID_BYTES).hexdigest()


def emitted(planned: Planned, effect: Emit, signal: Signal, mode: Mode) -> Signal:
    """The signal that a step emits. Its mode is the one in force, whatever the step says of it."""
    data = {**effect.data, "document": planned.document, "mode": mode}
    cause = effect.cause or (signal.id,)
    return Signal(
        id=planned.id,
        type=str(effect.type),
        time=signal.time if effect.time is None else effect.time,
        seen=signal.seen,
        guild=planned.key[0],
        channel=effect.channel,
        actor=effect.actor,
        target=effect.target,
        data=data,
        system=effect.system,
        severity=effect.severity,
        confidence=effect.confidence,
        cause=tuple(cause[:MAX_CAUSES]),
        causes=max(effect.causes, len(cause)),
        origin="derived",
    )


def timer_due(timer: TimerRow, seen: int) -> Signal:
    """A timer wakes, at its due time, in a turn of `seen`."""
    return Signal(
        id=derived_id(timer.setter, timer.document, key_text(timer.key), f"{timer.name}\0{timer.due}"),
        type=SignalType.TIMER_DUE.value,
        time=timer.due,
        seen=seen,
        guild=timer.key[0],
        data={"name": timer.name, "of": timer.document, "wake": timer.wake, "clock": timer.clock},
        cause=(timer.setter,),
        causes=1,
        origin="derived",
    )


def step_failed(signal: Signal, hit: Hit, error: Exception) -> Signal:
    """A document's code raised on a signal. An error's text may be people's: only its name is told."""
    id_ = derived_id(signal.id, hit.document, key_text(hit.key), "failed")
    data = {"failed": hit.document, "error": type(error).__name__}
    return _said(id_, SignalType.STEP_FAILED, signal, data)


def cascade_cut(signal: Signal, document: str) -> Signal:
    """What a document would emit on a signal is left out: there was too much of it."""
    return _said(derived_id(signal.id, document, "", "cut"), SignalType.CASCADE_CUT, signal, {"at": document})


def groups_dropped(signal: Signal, hit: Hit, groups: int, drawn: Standing, severity: Severity) -> Signal:
    """A document has too many groups: so many of them stand below a line, and go."""
    id_ = derived_id(signal.id, hit.document, key_text(hit.key), "dropped")
    data = {
        "full": hit.document,
        "groups": groups,
        "open": drawn.is_open,
        "hits": drawn.hits,
        "to": drawn.last,
    }
    said = _said(id_, SignalType.GROUPS_DROPPED, signal, data)
    said.severity = severity
    return said


def _said(id_: str, type_: SignalType, cause: Signal, data: dict[str, Any]) -> Signal:
    return Signal(
        id=id_,
        type=type_.value,
        time=cause.time,
        seen=cause.seen,
        guild=cause.guild,
        data=data,
        severity="high",
        cause=(cause.id,),
        causes=1,
        origin="derived",
    )
