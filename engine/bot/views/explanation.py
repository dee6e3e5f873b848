"""The answer of `/explain` and of [Why?]: what it was, what it came from and caused, how that ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.bot.explained import Explained, RuleSeen
from engine.bot.sentences import said, words
from engine.bot.views.card import Card
from engine.bot.views.score import is_of_score, said_reasons, titled
from engine.bot.views.signs import (
    COLOURS,
    SYMBOLS,
    WORDS,
    code,
    instant,
    length,
    person,
    place,
    role,
    severity_of,
)
from engine.bot.views.text import plain
from engine.matching.explanation import Line, as_lines
from engine.signal import Signal
from engine.store.rows import OutboxRow
from engine.systems.emission import about_target

_ABOUT_PLACES: Final = ("discord.channel.", "discord.webhook.")
_MOST_CAUSES: Final = 4
_DEEPEST: Final = 8
_LONGEST: Final = 100
_INDENT: Final = "\u2003"


def explanation(found: Explained) -> Card:
    """Seen by the one who asked alone."""
    signal = found.signal
    severity = severity_of(signal.severity)
    return Card(
        headline=_headline(signal),
        lines=list(_lines(found)),
        footer=said("why.footer", signal=signal.id[:40]),
        colour=COLOURS[severity] if signal.severity else None,
    )


def nothing_to_explain(asked: str | None) -> Card:
    """There is no such signal in this guild, or no alert yet."""
    if asked is None:
        return Card(said("why.no_alert"), [said("why.no_alert_why")])
    lines = [said("why.not_found_why", signal=code(asked)), said("why.not_found_fix")]
    return Card(said("why.not_found"), lines)


def unknown_rule(named: str) -> Card:
    """No rule in force has that name."""
    return Card(said("why.no_rule"), [said("why.no_rule_why", rule=plain(named, 60))])


def _headline(signal: Signal) -> str:
    title = signal.data.get("title")
    what = plain(title) if title else code(signal.type)
    if is_of_score(signal):
        what = titled(signal.data["score"], signal.data["scope"])
    if signal.actor is None:
        return said("why.head", what=what)
    return said("why.head_by", what=what, person=person(signal.actor))


def _lines(found: Explained) -> Iterator[str]:
    signal = found.signal
    if found.rule is not None:
        yield from _rule(found.rule)
        yield from _gone(found)
        return
    yield _type(signal)
    yield from _about(signal)
    if is_of_score(signal):
        yield said("why.score", why=said_reasons(signal.data))
    met = ", ".join(plain(name) for name in found.met)
    yield said("why.met", rules=met) if met else said("why.met_none")
    yield from _causes(found)
    yield _caused(found)
    for action in found.actions:
        yield _end(action, found.ends.get(action.id, {}))
    yield from _gone(found)


def _type(signal: Signal) -> str:
    type_, time, ago = code(signal.type), instant(signal.time), instant(signal.time, "R")
    if not signal.severity:
        return said("why.type", type=type_, time=time, ago=ago)
    symbol, word = SYMBOLS[signal.severity], WORDS[signal.severity]
    return said("why.severe", symbol=symbol, word=word, type=type_, time=time, ago=ago)


def _about(signal: Signal) -> Iterator[str]:
    """Of several things the last is named; what was counted stands below, each."""
    several = (signal.data.get("count") or 0) > 1
    if several:
        yield said("why.counted", count=_count(signal.data))
        return
    if signal.target is not None and signal.target != signal.channel:
        yield said("why.against", target=whom(signal))
    if signal.channel is not None:
        yield said("why.at", place=place(signal.channel))


def _causes(found: Explained) -> Iterator[str]:
    if not found.causes:
        return
    several = max(found.signal.causes, len(found.causes))
    yield said("why.came_from", signals=several)
    for cause in found.causes[:_MOST_CAUSES]:
        yield f"{instant(cause.time)} {line_of(cause)}"
    if several > _MOST_CAUSES:
        yield said("why.more_causes", signals=several - _MOST_CAUSES)


def line_of(signal: Signal) -> str:
    """A signal in one line: its type, who did it, to whom."""
    who = "" if signal.actor is None else f" {person(signal.actor)}"
    target = "" if signal.target is None else f" → {whom(signal)}"
    return f"{code(signal.type)}{who}{target}"


def whom(signal: Signal) -> str:
    """The target of a signal, which is a person but for acts on channels and roles."""
    if about_target(signal):
        return role(signal.target)
    if signal.target == signal.channel or signal.type.startswith(_ABOUT_PLACES):
        return place(signal.target)
    return person(signal.target)


def _caused(found: Explained) -> str:
    counts = Counter(found.emitted)
    parts = [code(name) + (f" ×{times}" if times > 1 else "") for name, times in counts.items()]
    if found.actions:
        parts.append(said("why.messages", messages=len(found.actions)))
    return said("why.caused", what=", ".join(parts)) if parts else said("why.caused_nothing")


def _end(action: OutboxRow, end: Mapping[str, Any]) -> str:
    """Where it went is said of what arrived: the operator's settings may name another guild's channel."""
    told = words("message_state")[action.state.value]
    if end.get("direct"):
        told = said("why.to_owner", end=told)
    elif end.get("place") is not None:
        told = said("why.to_place", end=told, place=place(end["place"]))
    if action.attempts > 1:
        told = said("why.attempts", end=told, attempts=action.attempts)
    return said("why.reason", end=told, reason=plain(end["reason"])) if end.get("reason") else told


def _gone(found: Explained) -> Iterator[str]:
    if found.text_gone:
        yield said("why.text_gone")


def _rule(rule: RuleSeen) -> Iterator[str]:
    yield said("why.rule", title=plain(rule.title), kind=plain(rule.kind))
    if rule.tree is not None:
        yield said("why.held_against", signal=line_of(rule.about), time=instant(rule.about.time))
        yield from map(_condition, as_lines(rule.tree, _LONGEST))
        return
    if not rule.counted:
        yield said("why.no_counts")
    yield from _counted(rule.counted)


def _counted(counted: Mapping[str, Any]) -> Iterator[str]:
    if counted.get("count") is not None:
        yield said("why.counted", count=_count(counted))
    if counted.get("value") is not None:
        yield said("why.value", value=plain(counted["value"]))
    since, until = counted.get("from"), counted.get("to")
    if isinstance(since, int) and isinstance(until, int):
        yield said("why.window", since=instant(since), until=instant(until))
    if counted.get("needs"):
        known = words("needs")
        needs = [f"{known.get(name, name)} {plain(value)}" for name, value in counted["needs"].items()]
        yield said("why.needs", needs=", ".join(needs))


def _count(counted: Mapping[str, Any]) -> str:
    """So many, and within which time."""
    count = plain(counted["count"])
    if counted.get("timespan") is None:
        return count
    return said("case.within", count=count, span=length(counted["timespan"]))


def _condition(line: Line) -> str:
    """A condition with the value it saw; a symbol and a word."""
    return _INDENT * min(line.depth, _DEEPEST) + _held(line)


def _held(line: Line) -> str:
    condition = plain(line.text, _LONGEST)
    if line.value is None:
        met = said("why.is_met", condition=condition)
        return met if line.result else said("why.not_met", condition=condition)
    value = plain(line.value, _LONGEST)
    if line.result:
        return said("why.is_met_saw", condition=condition, value=value)
    return said("why.not_met_saw", condition=condition, value=value)
