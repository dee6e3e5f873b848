"""When a case's message is posted or edited, and what the end of that says about it.

One action of a case is under way at a time, and the next one waits two seconds after its end: so what
it says is the newest when it is planned, none overtakes another, and a kill can repeat none.
"""

from __future__ import annotations

from typing import Any, Final

from engine.effects import Act
from engine.signal import Signal, SignalType
from engine.systems.settings.cases.body import body_of, digest, rule_of
from engine.systems.settings.cases.book import Book, Case, Moved
from engine.systems.settings.cases.calls import calls
from engine.systems.settings.cases.spec import Alerts

ACTION: Final = "discord.case"
SLOT: Final = "case:"
RISE: Final = "rise:"
PACE_MS: Final = 2_000
OLD_PACE_MS: Final = 60_000
_OLD_MS: Final = 60 * 60_000
"""Discord limits edits of messages that are older than an hour, so those come more slowly."""
FRESH_MS: Final = 60 * 60_000
"""What could not be posted within this time is not posted at all."""
_AFTER_REFUSAL_MS: Final = 10 * 60_000
_AFTER_DOUBT_MS: Final = 10_000
_STUCK_MS: Final = 30 * 60_000
LOST_MS: Final = 60 * 60_000
"""How long a channel that was lost is not tried again."""


def is_due(case: Case, now: int) -> bool:
    """Whether an action of this case may begin now. One whose end was never told is not waited for longer."""
    post = case.post
    if post.sending:
        return now >= post.sent + _STUCK_MS
    return case.dirty and now >= post.not_before


def wakes(case: Case) -> int | None:
    """When to look at its message again at the latest; None when nothing is to be done."""
    post = case.post
    if post.sending:
        return post.sent + _STUCK_MS
    return post.not_before if case.dirty else None


def show(alerts: Alerts, book: Book, case: Case, guild: int | None, now: int) -> list[Act]:
    """Bring the message up to date: nothing where a reader would see no change."""
    post, body = case.post, body_of(case, guild)
    shown = digest(body)
    case.dirty, post.is_unsure = False, post.is_unsure or post.sending
    if shown == post.shown and not post.sending:
        return []
    aloud = case.stage == "open" and calls(alerts, book, case, now)
    channels = [each for each in alerts.channels if book.lost.get(each, 0) <= now]
    body |= {"time": now, "then": channels[1:]}
    if channels:
        body["channel"] = channels[0]
    if alerts.shared:
        body["shared"] = True
    if post.message is not None:
        body |= {"message": post.message, "place": post.place, "direct": post.direct}
    if post.is_unsure:
        body["look"] = case.opened
    mention = alerts.mention if aloud or post.mention else None
    if mention is not None and post.message is None:
        body["mention"] = mention
        post.mention = True
    post.sending, post.sent, post.shown = True, now, shown
    acts = [Act(ACTION, body, expires=now + FRESH_MS, slot=f"{SLOT}{case.ref}")]
    if aloud and post.message is not None:
        acts.append(_rise(alerts, case, now))
    return acts


def _rise(alerts: Alerts, case: Case, now: int) -> Act:
    """An edit makes no sound: that it has become worse is a message of its own, in answer to the first."""
    worst = rule_of(case, case.worst)
    body: dict[str, Any] = {
        "kind": "rise",
        "channel": case.post.place,
        "direct": case.post.direct or None,
        "reply": case.post.message,
        "case": case.number,
        "signal": case.why,
        "severity": case.severity,
        "title": worst["title"],
        "score": worst.get("score"),
        "scope": worst.get("scope"),
        "by": case.subject.partition(":")[0],
        "actor": case.actor,
        "people": len(case.people) or None,
        "time": now,
        "mention": alerts.mention,
    }
    body = {name: value for name, value in body.items() if value is not None}
    return Act("discord.message", body, expires=now + FRESH_MS, slot=f"{RISE}{case.ref}")


def ended(book: Book, signal: Signal, now: int) -> None:
    """Take note of how an action of a case ended; those of others are nobody's here."""
    slot = signal.data.get("slot")
    ref = slot.removeprefix(SLOT) if isinstance(slot, str) and slot.startswith(SLOT) else None
    case = next((each for each in (*book.cases, *book.over) if each.ref == ref), None)
    if case is None or not case.post.sending:
        return
    case.post.sending = False
    if signal.type == SignalType.ACTION_SUCCEEDED:
        _arrived(book, case, signal, now)
        return
    post = case.post
    doubt = signal.type == SignalType.ACTION_UNKNOWN
    post.is_unsure = post.is_unsure or doubt
    post.not_before = now + (_AFTER_DOUBT_MS if doubt else _AFTER_REFUSAL_MS)
    post.shown = ""
    case.dirty = doubt or case.stage != "over"


def _arrived(book: Book, case: Case, signal: Signal, now: int) -> None:
    post, data = case.post, signal.data
    post.message, post.place = data.get("message"), data.get("place")
    post.direct = data.get("direct") is True
    post.is_unsure = post.mention = False
    post.not_before = now + (PACE_MS if now < case.opened + _OLD_MS else OLD_PACE_MS)
    left = data.get("left")
    if isinstance(left, int):  # the message says so itself
        book.lost[left] = now + LOST_MS
        case.moved = Moved(left, str(data.get("why", "")))
        if not case.dirty:
            post.shown = digest(body_of(case, signal.guild))
    if post.place is not None and book.lost.get(post.place, 0) > now:
        leave(case, post.place, "hidden", now)


def leave(case: Case, channel: int, why: str, now: int) -> None:
    """Post anew, somewhere else."""
    post = case.post
    post.message = post.place = None
    post.shown, post.not_before = "", now
    case.moved, case.dirty = Moved(channel, why), True
