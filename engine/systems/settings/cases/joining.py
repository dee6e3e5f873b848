"""Which case an alarm belongs to, and what it adds to that. Every alarm is counted in exactly one.

Alarms of one subject share a case. When many subjects come up within a minute, the further ones join
in one case, the raid, until it has been calm for a while.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from engine.signal import SEVERITIES, Severity
from engine.systems.settings.alarm import SUMS_UP, Alarm
from engine.systems.settings.cases.book import (
    MOST_CASES,
    MOST_LATEST,
    MOST_PEOPLE,
    MOST_RULES,
    RAID,
    Book,
    Case,
    Latest,
    Part,
    Tally,
)

RAID_FROM: Final = 5
"""So many subjects have a case of their own within `RAID_WITHIN_MS`; the next one makes it a raid."""
RAID_WITHIN_MS: Final = 60_000
_REF_BYTES: Final = 10


def worse(one: Severity, other: Severity) -> bool:
    """Whether the first severity is above the second."""
    return SEVERITIES.index(one) > SEVERITIES.index(other)


def join(book: Book, alarm: Alarm, guild: int | None, now: int) -> Case:
    """Count an alarm in its case, which is opened where there is none."""
    case = _existing(book, alarm) or _opened(book, alarm, guild, now)
    _count(case, alarm, now)
    return case


def find(cases: Iterable[Case], subject: str) -> Case | None:
    """The case of a subject."""
    return next((case for case in cases if case.subject == subject), None)


def _existing(book: Book, alarm: Alarm) -> Case | None:
    own = find(book.cases, alarm.subject)
    if own is not None:
        return own
    raid = find(book.cases, RAID)
    return raid if raid is not None and (raid.stage == "open" or _is_expected(raid, alarm)) else None


def _opened(book: Book, alarm: Alarm, guild: int | None, now: int) -> Case:
    book.openings = [at for at in book.openings if at > now - RAID_WITHIN_MS]
    is_raid = len(book.openings) >= RAID_FROM and find(book.cases, RAID) is None
    subject = RAID if is_raid else alarm.subject
    former = find(reversed(book.over), subject)
    book.number += 1
    case = Case(
        number=book.number,
        ref=blake2b(f"{guild}:{book.number}:{alarm.signal}".encode(), digest_size=_REF_BYTES).hexdigest(),
        subject=subject,
        opened=now,
        since=alarm.time,
        last=alarm.time,
        heard=now,
        severity=alarm.severity,
        why=alarm.signal,
        worst=alarm.rule,
        former=0 if former is None else former.number,
    )
    if not is_raid:
        book.openings = [*book.openings, now][-RAID_FROM:]
    book.cases.append(case)
    return case


def overfull(book: Book) -> Case | None:
    """The case that must end for the sake of the others: it has been quiet longest."""
    if len(book.cases) <= MOST_CASES:
        return None
    return min(book.cases, key=lambda case: (case.heard, case.number))


def _is_expected(case: Case, alarm: Alarm) -> bool:
    """Whether it is more of what somebody has said to be no attack."""
    known = case.dismissal
    return known is not None and alarm.rule in known.rules and not worse(alarm.severity, known.severity)


def _count(case: Case, alarm: Alarm, now: int) -> None:
    if case.dismissal is not None:
        if _is_expected(case, alarm):
            case.dismissal.quietly += 1
        else:
            case.stage, case.dismissal, case.called = "open", None, None
    _tally(case, alarm)
    _name(case, alarm)
    case.alerts += 1
    case.mode = alarm.mode
    case.since, case.last, case.heard = min(case.since, alarm.time), max(case.last, alarm.time), now
    if worse(alarm.severity, case.severity):
        case.severity = alarm.severity
    if alarm.rule == case.worst:
        case.why = alarm.signal
    if alarm.target is not None or alarm.channel is not None:  # always of one alert
        case.target, case.channel = alarm.target, alarm.channel
        case.target_is_role = alarm.target_is_role
    for name in ("actor", "staff_hours"):
        if getattr(alarm, name) is not None:
            setattr(case, name, getattr(alarm, name))
    about = (alarm.actor, alarm.target, alarm.channel, alarm.target_is_role)
    latest = Latest(alarm.signal, alarm.rule, alarm.severity, alarm.time, *about)
    case.latest = [*case.latest, latest][-MOST_LATEST:]
    case.dirty = True


def _tally(case: Case, alarm: Alarm) -> None:
    tally = case.rules.get(alarm.rule)
    if tally is None:
        if len(case.rules) >= MOST_RULES:
            case.rest += 1
            return
        tally = Tally(alarm.rule_name, alarm.title, alarm.type, alarm.severity)
        case.rules[alarm.rule] = tally
    tally.times += 1
    tally.name, tally.title, tally.advice = alarm.rule_name, alarm.title, alarm.advice
    if worse(alarm.severity, tally.severity):
        tally.severity = alarm.severity
    for name in ("count", "value", "since", "until", "seconds"):
        if getattr(alarm, name) is not None:
            setattr(tally, name, getattr(alarm, name))
    tally.timespan = alarm.timespan or tally.timespan
    if alarm.reasons:
        tally.score, tally.scope, tally.reasons = alarm.score, alarm.scope, alarm.reasons
    tally.sentence, tally.anomaly = alarm.sentence or tally.sentence, alarm.anomaly or tally.anomaly
    if worse(tally.severity, case.rules[case.worst].severity) and alarm.type != SUMS_UP:
        case.worst = alarm.rule


def _name(case: Case, alarm: Alarm) -> None:
    """In a raid: who takes part."""
    if not case.is_raid:
        return
    part = case.people.get(alarm.subject)
    if part is None:
        if len(case.people) >= MOST_PEOPLE:
            case.strangers += 1
            return
        part = case.people[alarm.subject] = Part(alarm.severity)
        case.size += 1
    part.alerts += 1
    if worse(alarm.severity, part.severity):
        part.severity = alarm.severity
