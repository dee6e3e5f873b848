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
_MUCH_DEARER: Final = 2
"""The first beyond that is as dear as if its document had just told of so many; the next as of one more."""
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


def dearer_by(state: Desk, signal: Signal, severity: Severity) -> int:
    """As of how many alerts more of its document the price of what was noticed is.

    Alerts count that the last 24 hours brought, each event once; not those that were worth it. First times
    are never dearer: they are told once, and find most for each alert; an attack goes from one to the next.
    """
    if not _is_read(severity) or signal.data["reason"] == "new":
        return 0
    most = math.ceil(_MOST * float(signal.data["budget"]))
    beyond = sum(_counts(each, signal.time) for each in state.told) - most
    return beyond + _MUCH_DEARER if beyond >= 0 else 0


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
