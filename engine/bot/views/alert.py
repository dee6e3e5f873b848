"""The alert as a moderator sees it on a phone at three in the morning. Knows an alert's body, no rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.bot.views.card import Card
from engine.bot.views.signs import (
    COLOURS,
    SYMBOLS,
    WORDS,
    code,
    instant,
    person,
    place,
    severity_of,
    short,
    span,
)
from engine.bot.views.text import plain

_REFERENCE: Final = "ref "
_URGENT: Final = frozenset({"medium", "high", "critical"})
"""From here on a person may have to act, and is told how, since we do not."""


def alert(body: Mapping[str, Any], effect: str) -> Card:
    """The message of one alert; its footer carries the effect's id, by which it can be found again."""
    severity = severity_of(body.get("severity"))
    return Card(
        headline=f"{SYMBOLS[severity]} {WORDS[severity]}: {_what(body)}{_by(body)}",
        lines=list(_lines(body)),
        footer=reference(effect),
        colour=COLOURS[severity],
    )


def reference(effect: str) -> str:
    """What a message says in its footer about the effect that it is."""
    return f"{_REFERENCE}{effect}"


def _what(body: Mapping[str, Any]) -> str:
    return plain(body.get("title") or body.get("rule_name") or body.get("type") or "Something happened")


def _by(body: Mapping[str, Any]) -> str:
    return "" if body.get("actor") is None else f" by {person(body['actor'])}"


def _lines(body: Mapping[str, Any]) -> Iterator[str]:
    several = (body.get("count") or 0) > 1
    if several:
        yield f"Counted **{plain(body['count'])}**{_window(body)}"
    if body.get("value") is not None:
        yield f"They come to **{plain(body['value'])}**" if several else f"It is **{plain(body['value'])}**"
    if body.get("target") is not None and body["target"] != body.get("where"):
        yield f"{'Last against' if several else 'Against'} {person(body['target'])}"
    if body.get("where") is not None:
        yield f"{'Last in' if several else 'In'} {place(body['where'])}"
    if body.get("time") is not None:
        yield f"At {instant(int(body['time']))}, {instant(int(body['time']), 'R')}"
    if body.get("seconds") is not None:
        yield f"Lasted {span(int(body['seconds']) * 1000)}"
    if body.get("rule_name") or body.get("rule"):
        yield f"Rule {code(body.get('rule_name') or body['rule'])}"
    if body.get("actor") is not None and severity_of(body.get("severity")) in _URGENT:
        yield f"To stop {person(body['actor'])}: take away their roles, or time them out"
    if body.get("actor") is not None or body.get("rule"):  # what we say of ourselves calls for no act
        yield "Done so far: nothing. I watch and tell."
    yield f"Signal {short(str(body.get('signal', '')))}"


def _window(body: Mapping[str, Any]) -> str:
    first, last = body.get("from"), body.get("to")
    if first is not None and last is not None and int(last) > int(first):
        return f" in {span(int(last) - int(first))}"
    return "" if body.get("timespan") is None else f" within {plain(body['timespan'])}"
