"""What somebody says of an alert, as the signal that the baseline learns from says it."""

from __future__ import annotations

from typing import Any, Final

from engine.systems.baseline.desk.book import Told
from engine.systems.baseline.feedback import EXPECTED

_REPEATED: Final = ("where", "method", "value", "expected", "new")


def said_of(told: Told, verdict: str, seconds: int) -> dict[str, Any]:
    """The data of a `baseline.feedback`: all that the baseline must know of the alert. `seconds`: for how
    long it is expected.
    """
    data: dict[str, Any] = {name: told.said[name] for name in _REPEATED if name in told.said}
    data |= {"alert": told.ref, "baseline": told.document, "verdict": verdict, "told_at": told.time}
    if told.peak is not None:
        data["value"] = told.peak
    if verdict == EXPECTED:
        data["until_seconds"] = seconds
    return data
