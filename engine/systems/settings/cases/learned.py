"""What baselines say for the daily digest alone: a new normal, keys that went, and what was held back."""

from __future__ import annotations

from typing import Any, Final

from engine.signal import Signal, SignalType
from engine.systems.settings.cases.book import Book, Learned
from engine.systems.settings.cases.digest import begin
from engine.systems.settings.cases.spec import Alerts

ABOUT_BASELINES: Final = (
    SignalType.BASELINE_ADOPTED,
    SignalType.BASELINE_DROPPED,
    SignalType.BASELINE_HELD,
)
MOST_LEARNED: Final = 50
_MOST_FIELDS: Final = 4
_LONGEST: Final = 100


def note_learned(book: Book, alerts: Alerts, signal: Signal, now: int) -> None:
    """Keep it for the digest. Of one thing the last counts; what went, or was held back, is added up."""
    if alerts.digest is None or signal.origin != "derived":
        return
    begin(book, alerts, now)
    data = signal.data
    is_level = signal.type == SignalType.BASELINE_ADOPTED
    key = [str(each)[:_LONGEST] for each in data.get("key", ()) if is_level][:_MOST_FIELDS]
    name = "\0".join((signal.type, str(data.get("rule")), *key))
    known = book.learned.get(name)
    if known is None and len(book.learned) >= MOST_LEARNED:
        book.learned_rest += 1
        return
    if known is None:
        known = book.learned[name] = Learned(signal.type, str(data.get("title", ""))[:_LONGEST], key)
    known.time = signal.time
    known.before, known.value = known.before or _number(data, "before"), _number(data, "value")
    known.count += int(_number(data, "keys") or 1)


def _number(data: dict[str, Any], name: str) -> float | None:
    value = data.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
