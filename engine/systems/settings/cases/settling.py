"""What time does to a case book: cases that are quiet end, messages come up to date, a timer is set."""

from __future__ import annotations

from typing import Final

from engine.effects import Effect, Timer
from engine.systems.settings.cases.body import worst_of
from engine.systems.settings.cases.book import MOST_OVER, Book, Case
from engine.systems.settings.cases.digest import tell
from engine.systems.settings.cases.joining import overfull
from engine.systems.settings.cases.showing import FRESH_MS, is_due, show, wakes
from engine.systems.settings.cases.spec import Alerts

TIMER: Final = "cases"
QUIET_MS: Final = 30 * 60_000
"""A case with nothing new for so long is over."""
CALM_MS: Final = 5 * 60_000
"""So is a raid, sooner: whoever comes up after it has a case of their own again."""


def settle(alerts: Alerts, book: Book, guild: int | None, now: int) -> list[Effect]:
    """All that is due."""
    for case in [each for each in book.cases if now >= _ends(each)]:
        _end(book, case)
    while (surplus := overfull(book)) is not None:
        _end(book, surplus)
    effects: list[Effect] = []
    for each in (*book.cases, *book.over):
        if is_due(each, now):
            effects += show(alerts, book, each, guild, now)
    book.over = _remembered(book.over)
    effects += tell(book, alerts, now)
    return [*effects, *_timer(book, now)]


def can_wait(book: Book, case: Case, now: int) -> bool:
    """Whether the timer that is set comes early enough, when only this case changed: in a flood it does."""
    if book.wake is None or now >= book.wake:
        return False
    wake = wakes(case)
    return wake is None or wake >= book.wake


def taken_up(book: Book, now: int) -> list[Timer]:
    """The timer of a book whose own is gone."""
    book.wake = None
    return _timer(book, now)


def _ends(case: Case) -> int:
    """When a case is over if nothing more comes. One that nobody saw yet is kept as long as it is news."""
    if case.dismissal is not None:
        return case.dismissal.until
    quiet = CALM_MS if case.is_raid else QUIET_MS
    return case.heard + (quiet if case.post.message is not None else max(quiet, FRESH_MS))


def _end(book: Book, case: Case) -> None:
    book.cases.remove(case)
    book.over.append(case)
    case.stage = "over"
    case.people = dict(worst_of(case))
    case.dirty = case.post.message is not None or case.post.sending


def _remembered(over: list[Case]) -> list[Case]:
    """The newest, and those of which something is still to be shown."""
    surplus = len(over) - MOST_OVER
    return [case for n, case in enumerate(over) if n >= surplus or case.dirty or case.post.sending]


def _timer(book: Book, now: int) -> list[Timer]:
    wake = _wake(book)
    if wake is None or (book.wake is not None and book.wake <= wake):
        return []
    book.wake = max(wake, now + 1)
    return [Timer(TIMER, book.wake)]


def _wake(book: Book) -> int | None:
    """When to look again at the latest; a timer that wakes with nothing to do only asks again."""
    times = [_ends(case) for case in book.cases]
    if book.digest_due is not None:
        times.append(book.digest_due)
    times += [wake for case in (*book.cases, *book.over) if (wake := wakes(case)) is not None]
    return min(times, default=None)
