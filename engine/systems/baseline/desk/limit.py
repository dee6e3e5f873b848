"""What people read on one bad day: what is noticed beyond that is held back, unless it is far rarer."""

from __future__ import annotations

import math
from typing import Any, Final

from engine.effects import Emit, For
from engine.instants import DAY_MS
from engine.signal import SEVERITIES, Severity, Signal, SignalType
from engine.systems.baseline.desk.book import Desk, Told

_MOST: Final = 2.0
"""A budget is a mean: on one day there may be twice as many."""
_RARER: Final = 4.0
"""The first beyond that is told if it is ten thousand times rarer than it must be; the next as much again."""
_READ: Final = SEVERITIES.index("medium")
"""Less calls nobody, but by settings that ask for it."""
_SAID: Final = (
    "rule",
    "rule_name",
    "title",
    "method",
    "measure",
    "where",
    "key",
    "digits",
    "excess",
    "sentence",
)


def asks(state: Desk, severity: Severity, time: int, budget: float) -> float:
    """By how many digits an alert must be rarer than it must be anyway; `budget` is alerts a day.

    Alerts count that the last 24 hours brought, each event once; not those that were worth it.
    """
    if not _is_read(severity):
        return 0.0
    read = sum(_counts(each, time) for each in state.told)
    return max(0.0, _RARER * (1 + read - math.ceil(_MOST * budget)))


def held_back(state: Desk, signal: Signal, together: int) -> list[For]:
    """Say that it was, for the record. What comes so soon after it (milliseconds) is the same event."""
    last, state.held = state.held, max(state.held, signal.time)
    if signal.time - last <= together:
        return []
    data: dict[str, Any] = {name: signal.data[name] for name in _SAID if name in signal.data}
    emit = Emit(
        SignalType.BASELINE_HELD,
        time=signal.time,
        system=signal.system,
        severity="informational",
        data=data,
        cause=(signal.id,),
    )
    return [For(str(signal.data["document"]), emit)]


def _counts(told: Told, time: int) -> bool:
    if told.is_worse or time - told.time >= DAY_MS or not _is_read(told.severity):
        return False
    return told.word is None or told.word.verdict != "anomaly"


def _is_read(severity: Severity) -> bool:
    return SEVERITIES.index(severity) >= _READ
