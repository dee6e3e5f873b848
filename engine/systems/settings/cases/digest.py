"""What nobody was told of: counted by rule, and said once a day in one message, if there was anything.

With it goes what baselines said of themselves.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from engine.effects import Act
from engine.systems.settings.alarm import Alarm
from engine.systems.settings.cases.book import Book, Noted
from engine.systems.settings.cases.daily import next_time
from engine.systems.settings.cases.spec import Alerts

SLOT: Final = "digest"
MOST_RULES: Final = 50
_MOST_SHOWN: Final = 8
"""Lines of rules and baselines together."""
_LEAST_LEARNED: Final = 3
"""So many of them are of baselines, however many rules there are."""
_LONGEST_WAIT_MS: Final = 12 * 60 * 60_000
"""A digest that could not be posted within half a day is none of that day any more."""


def note(book: Book, alerts: Alerts, alarm: Alarm, now: int, *, is_observed: bool) -> None:
    """Count an alarm that nobody is told of: it `is_observed`, or too little."""
    if alerts.digest is None:
        return
    begin(book, alerts, now)
    noted = book.digest.get(alarm.rule)
    if noted is None:
        if len(book.digest) >= MOST_RULES:
            book.digest_rest += 1
            return
        noted = book.digest[alarm.rule] = Noted(alarm.title or alarm.rule_name or alarm.type)
    if is_observed:
        noted.observed += 1
    else:
        noted.below += 1


def begin(book: Book, alerts: Alerts, now: int) -> None:
    """There is something for the next digest."""
    if book.digest_due is None and alerts.digest is not None:
        book.digest_due, book.digest_since = next_time(now, alerts.digest, alerts.zone), now


def tell(book: Book, alerts: Alerts, now: int) -> list[Act]:
    """The digest, when it is due, and begin anew."""
    if book.digest_due is None or now < book.digest_due:
        return []
    body = _body(book, now)
    book.digest, book.digest_rest, book.digest_due = {}, 0, None
    book.learned, book.learned_rest = {}, 0
    channels = [each for each in alerts.channels if book.lost.get(each, 0) <= now]
    channel = channels[0] if channels else None  # then the owner is told, as of alerts
    return [Act("discord.message", {**body, "channel": channel}, now + _LONGEST_WAIT_MS, SLOT)]


def _body(book: Book, now: int) -> dict[str, Any]:
    noted = sorted(book.digest.values(), key=lambda each: -(each.observed + each.below))
    learned = sorted(book.learned.values(), key=lambda each: (each.type, -each.time))
    learned = learned[: max(_LEAST_LEARNED, _MOST_SHOWN - len(noted))]
    most = _MOST_SHOWN - len(learned)
    return {
        "kind": "digest",
        "time": now,
        "since": book.digest_since,
        "observed": sum(each.observed for each in noted),
        "below": sum(each.below for each in noted),
        "rules": [[each.title, each.observed, each.below] for each in noted[:most]],
        "more": max(len(noted) - most, 0),
        "rest": book.digest_rest,
        "learned": [msgspec.structs.asdict(each) for each in learned],
        "learned_more": len(book.learned) - len(learned) + book.learned_rest,
    }
