"""The answer of `/explain` and of [Why?]: what it was, what it came from and caused, how that ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.bot.explained import Explained, RuleSeen
from engine.bot.views.card import Card
from engine.bot.views.signs import COLOURS, SYMBOLS, WORDS, code, instant, person, place, role, severity_of
from engine.bot.views.text import plain
from engine.matching.explanation import Line, as_lines
from engine.signal import Signal
from engine.store.rows import OutboxRow, OutboxState

_ABOUT_PLACES: Final = ("discord.channel.", "discord.overwrite.", "discord.webhook.")
_MOST_CAUSES: Final = 6
_DEEPEST: Final = 8
_LONGEST: Final = 100
_INDENT: Final = "\u2003"
_ENDS: Final[Mapping[OutboxState, str]] = {
    OutboxState.PENDING: "⏳ waiting to be sent",
    OutboxState.SENDING: "⏳ being sent",
    OutboxState.SENT: "✅ sent",
    OutboxState.REFUSED: "⛔ refused",
    OutboxState.UNKNOWN: "❔ unknown whether it arrived",
}


def explanation(found: Explained) -> Card:
    """Seen by the one who asked alone."""
    signal = found.signal
    severity = severity_of(signal.severity)
    return Card(
        headline=f"🔎 WHY: {_what(signal)}{_by(signal)}",
        lines=list(_lines(found)),
        footer=f"signal {signal.id[:40]}",
        colour=COLOURS[severity] if signal.severity else None,
    )


def nothing_to_explain(asked: str | None) -> Card:
    """There is no such signal in this guild, or no alert yet."""
    if asked is None:
        return Card("🔎 NO ALERT YET", ["Nothing was alerted in this server. `/signals` shows what I saw."])
    return Card(
        "🔎 NOT FOUND",
        [
            f"No signal of this server that met a rule begins with {code(asked)}.",
            "Give at least 6 characters of its id, as under an alert.",
        ],
    )


def unknown_rule(named: str) -> Card:
    """No rule in force has that name."""
    return Card("🔎 NO SUCH RULE", [f"No rule in force is called {plain(named, 60)}."])


def _what(signal: Signal) -> str:
    title = signal.data.get("title")
    return plain(title) if title else code(signal.type)


def _by(signal: Signal) -> str:
    return "" if signal.actor is None else f" by {person(signal.actor)}"


def _lines(found: Explained) -> Iterator[str]:
    signal = found.signal
    if found.rule is not None:
        yield from _rule(found.rule)
        yield from _gone(found)
        return
    mark = f"{SYMBOLS[signal.severity]} {WORDS[signal.severity]} " if signal.severity else ""
    yield f"{mark}{code(signal.type)} at {instant(signal.time)}, {instant(signal.time, 'R')}"
    yield from _about(signal)
    yield f"**Rules met:** {', '.join(plain(name) for name in found.met) or 'none'}"
    yield from _causes(found)
    yield f"**Caused:** {_caused(found)}"
    for action in found.actions:
        yield _end(action, found.ends.get(action.id, {}))
    yield from _gone(found)


def _about(signal: Signal) -> Iterator[str]:
    """Of several things the last is named; what was counted stands below, each."""
    several = (signal.data.get("count") or 0) > 1
    if several:
        within = signal.data.get("timespan")
        yield f"Counted {plain(signal.data['count'])}{'' if within is None else f' within {plain(within)}'}"
        return
    if signal.target is not None and signal.target != signal.channel:
        yield f"Against {whom(signal)}"
    if signal.channel is not None:
        yield f"In {place(signal.channel)}"


def _causes(found: Explained) -> Iterator[str]:
    if not found.causes:
        return
    several = max(found.signal.causes, len(found.causes))
    yield f"**Came from {several} signal{'s' if several > 1 else ''}:**"
    for cause in found.causes[:_MOST_CAUSES]:
        yield f"{instant(cause.time)} {line_of(cause)}"
    if several > _MOST_CAUSES:
        yield f"… and {several - _MOST_CAUSES} more"


def line_of(signal: Signal) -> str:
    """A signal in one line: its type, who did it, to whom."""
    who = "" if signal.actor is None else f" {person(signal.actor)}"
    target = "" if signal.target is None else f" → {whom(signal)}"
    return f"{code(signal.type)}{who}{target}"


def whom(signal: Signal) -> str:
    """The target of a signal, which is a person but for acts on channels and roles."""
    if signal.target == signal.channel or signal.type.startswith(_ABOUT_PLACES):
        return place(signal.target)
    if signal.type.startswith("discord.role."):
        return role(signal.target)
    return person(signal.target)


def _caused(found: Explained) -> str:
    parts = [code(name) for name in found.emitted]
    if found.actions:
        parts.append(f"{len(found.actions)} message{'s' if len(found.actions) > 1 else ''}")
    return ", ".join(parts) or "nothing"


def _end(action: OutboxRow, end: Mapping[str, Any]) -> str:
    """Where it went is said of what arrived: the operator's settings may name another guild's channel."""
    tries = f", {action.attempts} attempts" if action.attempts > 1 else ""
    why = f": {plain(end['reason'])}" if end.get("reason") else ""
    return f"{_ENDS[action.state]}{_to(end)}{tries}{why}"


def _to(end: Mapping[str, Any]) -> str:
    if end.get("direct"):
        return " to this server's owner directly"
    return "" if end.get("place") is None else f" to {place(end['place'])}"


def _gone(found: Explained) -> Iterator[str]:
    if found.text_gone:
        yield "⚠️ What people wrote is gone (retention); conditions on it cannot be shown as they were."


def _rule(rule: RuleSeen) -> Iterator[str]:
    yield f"**{plain(rule.title)}** ({plain(rule.kind)})"
    if rule.tree is not None:
        yield f"held against {line_of(rule.about)} at {instant(rule.about.time)}"
        yield from map(_condition, as_lines(rule.tree, _LONGEST))
        return
    if not rule.counted:
        yield "This signal carries no counts of that rule."
    for name, value in rule.counted.items():
        yield f"{plain(name)}: {_value(name, value)}"


def _value(name: str, value: Any) -> str:
    if name in {"from", "to"} and isinstance(value, int):
        return instant(value)
    return plain("nothing" if value is None else value)


def _condition(line: Line) -> str:
    """A condition with the value it saw; a symbol and a word."""
    mark = "✅ met" if line.result else "❌ not met"
    saw = "" if line.value is None else f", saw {plain(line.value, _LONGEST)}"
    return f"{_INDENT * min(line.depth, _DEEPEST)}{mark}: {plain(line.text, _LONGEST)}{saw}"
