"""When people are told aloud: by a message, which makes a phone sound, not by an edit, which does not."""

from __future__ import annotations

from typing import Final

from engine.systems.settings.cases.book import Book, Call, Case
from engine.systems.settings.cases.joining import worse
from engine.systems.settings.cases.spec import Alerts

PAUSE_MS: Final = 5 * 60_000
"""After a call, only the first critical one is called within this time: who was woken is awake."""


def calls(alerts: Alerts, book: Book, case: Case, now: int) -> bool:
    """Whether this rise of a case's severity is told aloud; it is asked once for each rise."""
    if worse(alerts.mention_from, case.severity):
        return False
    if case.called is not None and not worse(case.severity, case.called):
        return False
    case.called = case.severity
    book.calls = [call for call in book.calls if call.at > now - PAUSE_MS]
    if book.calls and not (
        case.severity == "critical" and "critical" not in {c.severity for c in book.calls}
    ):
        return False
    book.calls = [*book.calls, Call(now, case.severity)]
    return True
