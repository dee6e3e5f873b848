"""The answers of `/threatsummary` and `/threattimeline`: how bad it is and was, and why, in short lines."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor
from typing import Final

from engine.bot.sentences import said, words
from engine.bot.threat import APPROVED, ESCALATION, RELOADED, Event, Summary, Timeline
from engine.bot.views.card import Card
from engine.bot.views.score import colour, is_of_score, line_of, said_reasons, sign, when
from engine.bot.views.signs import code, instant, person, place
from engine.bot.views.text import plain
from engine.signal import Signal
from engine.systems.scoring.curve import Curve
from engine.systems.scoring.report import Score
from engine.systems.scoring.spec import Level

MOST_SCORES: Final = 6
MOST_EVENTS: Final = 12
_STEADY: Final = 2.0
"""Averages that differ by less are the same."""
MARKS: Final = {ESCALATION: "escalation", APPROVED: "approval", RELOADED: "reload"}


def summary(found: Summary) -> Card:
    """How it stands now, how it was, and who is in front."""
    own = next((each for each in found.scores if each.entity.scope == "guild"), None)
    level: Level = "LOW" if own is None else own.level
    head = said("threat.head", sign=sign(level), score=_points(own), level=level)
    return Card(head, list(_summary_lines(found)), colour=colour(level))


def _summary_lines(found: Summary) -> Iterator[str]:
    course, before = found.course, found.before
    at, score = course.highest
    yield said("threat.average", mean=floor(course.mean), most=floor(score), at=when(at, found.asked.now))
    yield said("threat.levels", levels=levels_text(course))
    how = words("threat.trend")[_trend(course, before)]
    yield said("threat.course", how=how, hours=found.asked.hours, mean=floor(before.mean))
    yield said("threat.samples", samples=course.samples)
    if not found.scores:
        yield said("threat.nobody")
        return
    yield said("threat.top")
    for each in found.scores[:MOST_SCORES]:
        yield line_of(each, found.asked.now)
    if len(found.scores) > MOST_SCORES:
        yield said("threat.more", scores=len(found.scores) - MOST_SCORES)


def timeline(found: Timeline) -> Card:
    """What happened in a time, newest first; the chart shows the rest."""
    at, score = found.course.highest
    of = said("threat.server") if found.asked.system is None else code(found.asked.system)
    day = when(at, found.asked.now)
    head = said("threat.timeline", of=of, hours=found.asked.hours, most=floor(score), at=day)
    return Card(head, list(_event_lines(found)))


def _event_lines(found: Timeline) -> Iterator[str]:
    if not found.events:
        yield said("threat.nothing")
    for event in reversed(found.events[-MOST_EVENTS:]):
        yield said("threat.event", at=instant(event.at, "f"), what=_event(event))
    if len(found.events) > MOST_EVENTS:
        yield said("threat.earlier", events=len(found.events) - MOST_EVENTS)
    yield said("threat.samples", samples=found.course.samples)


def _event(event: Event) -> str:
    signal = event.signal
    if signal is None:
        return said("threat.reloaded")
    if signal.type == APPROVED:
        return said("threat.voted", who=person(signal.actor))
    data = signal.data
    who, score = _about(signal), floor(float(data.get("score", 0)))
    why = said_reasons(data) if is_of_score(signal) else ""
    if signal.type == ESCALATION:
        return said("threat.called", who=who, score=score, why=why)
    return said("threat.entered", who=who, level=plain(data.get("level"), 10), score=score, why=why)


def _about(signal: Signal) -> str:
    """Whose score a signal tells of."""
    scope = signal.data.get("scope")
    if scope == "guild":
        return said("threat.server")
    if scope == "channel":
        return place(signal.channel)
    return code(signal.data.get("entity")) if scope == "system" else person(signal.actor)


def levels_text(course: Curve) -> str:
    """The part of the time in each level that there was, the highest first."""
    found = [(level, round(100 * share)) for level, share in course.shares().items() if share >= 0.005]
    return ", ".join(said("threat.level", level=level, percent=percent) for level, percent in reversed(found))


def summary_alt(found: Summary) -> str:
    """What somebody hears who cannot see the chart."""
    _, score = found.course.highest
    return said(
        "threat.alt_summary",
        hours=found.asked.hours,
        mean=floor(found.course.mean),
        most=floor(score),
        levels=levels_text(found.course),
        before=floor(found.before.mean),
    )


def timeline_alt(found: Timeline) -> str:
    """The same of the other chart."""
    _, score = found.course.highest
    marks = words("threat.mark")
    told = [f"{sum(e.type == type_ for e in found.events)} {marks[name]}" for type_, name in MARKS.items()]
    return said(
        "threat.alt_timeline",
        of=found.asked.system or said("threat.server"),
        hours=found.asked.hours,
        most=floor(score),
        levels=levels_text(found.course),
        marks=", ".join(told),
    )


def _trend(course: Curve, before: Curve) -> str:
    change = course.mean - before.mean
    return "same" if abs(change) < _STEADY else "worse" if change > 0 else "better"


def _points(score: Score | None) -> int:
    return 0 if score is None else floor(score.score)
