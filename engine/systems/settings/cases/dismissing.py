"""Somebody with the say looked at a case, and says that it is no attack; or that it is one after all."""

from __future__ import annotations

from typing import Final

from engine.signal import Signal
from engine.systems.settings.cases.book import Book, Case, Dismissal

NO_ATTACK: Final = "no_attack"
ATTACK: Final = "attack"
HARMLESS: Final = frozenset({"expected", "new_normal", "not_anomaly"})
"""What people say of an anomaly that calls for nothing."""
HUSH_MS: Final = 60 * 60_000
"""How long the same is counted quietly after that."""


def by_ref(book: Book, ref: str) -> Case | None:
    """A case that is remembered."""
    return next((case for case in (*book.cases, *book.over) if case.ref == ref), None)


def told_of(book: Book, anomaly: object) -> Case | None:
    """The case that an anomaly is counted in, if it is remembered."""
    return next(
        (
            case
            for case in (*book.cases, *book.over)
            if any(tally.anomaly == anomaly for tally in case.rules.values())
        ),
        None,
    )


def word_of(book: Book, signal: Signal, now: int) -> None:
    """What somebody said of an anomaly: if it is none after all, so is a case of anomalies alone."""
    case, verdict = told_of(book, signal.data.get("alert")), str(signal.data.get("verdict"))
    if case is None or signal.actor is None or verdict not in HARMLESS:
        return
    if case.stage == "open" and all(tally.anomaly for tally in case.rules.values()):
        case.stage = "dismissed"
        until = now + HUSH_MS
        case.dismissal = Dismissal(signal.actor, now, until, case.severity, list(case.rules), word=verdict)
        case.heard = max(case.heard, now)
        case.dirty = True


def override(book: Book, signal: Signal, now: int) -> None:
    """Take a person's word about an open case, or take back their word about one that they dismissed."""
    case = by_ref(book, str(signal.data.get("case")))
    if case is None or signal.actor is None:
        return
    if signal.data.get("verdict") == NO_ATTACK and case.stage == "open":
        case.stage = "dismissed"
        case.dismissal = Dismissal(signal.actor, now, now + HUSH_MS, case.severity, list(case.rules))
    elif signal.data.get("verdict") == ATTACK and case.stage == "dismissed":
        case.stage, case.dismissal = "open", None
    else:
        return
    case.heard = max(case.heard, now)
    case.dirty = True
