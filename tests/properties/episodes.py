"""The oracle of windows: slow, obvious, and written from docs/correlations.md, not from the code."""

from __future__ import annotations

import operator
from typing import Any, NamedTuple

from engine.runtime.program import Program
from engine.store.rows import Row

SECONDS = {"s": 1_000, "m": 60_000}
COMPARE = {
    "gt": operator.gt, "gte": operator.ge, "lt": operator.lt,
    "lte": operator.le, "eq": operator.eq, "neq": operator.ne,
}  # fmt: skip
FOR_EVER = float("inf")


class Thing(NamedTuple):
    time: int
    id: str
    value: Any
    rules: tuple[str, ...]


class Episode(NamedTuple):
    start: int
    end: float


class Asked(NamedTuple):
    """What a document asks for, straight from its body."""

    type: str
    condition: dict[str, Any]
    span: int
    rearm: int
    rules: int

    @property
    def grows(self) -> bool:
        """Whether a further signal never makes it false."""
        if self.type == "absence":
            return False
        truth = [count > 0 and meets(self.condition, count) for count in range(20)]
        return truth == sorted(truth) and truth[-1]


def meets(condition: dict[str, Any], count: int) -> bool:
    return all(COMPARE[name](count, value) for name, value in condition.items() if name != "field")


def asked(body: dict[str, Any]) -> Asked:
    section, tocsin = body["correlation"], body.get("tocsin", {})
    rules = len(section["rules"])
    condition = section.get("condition") or ({"gte": rules} if section["type"] == "temporal" else {})
    span = length(section["timespan"])
    rearm = length(tocsin["rearm"]) if "rearm" in tocsin else span
    return Asked(section["type"], condition, span, rearm, rules)


def length(text: str) -> int:
    return int(text[:-1]) * SECONDS[text[-1]]


def holds(ask: Asked, things: list[Thing], instant: int) -> bool:
    """The condition at one instant."""
    window = [thing for thing in things if instant - ask.span < thing.time <= instant]
    if ask.type == "absence":
        return not window and any(thing.time <= instant for thing in things)
    if not window:
        return False
    if ask.type == "event_count":
        count = len(window)
    elif ask.type == "value_count":
        count = len({thing.value for thing in window})
    else:
        count = len({rule for thing in window for rule in thing.rules})
    return meets(ask.condition, count)


def episodes(ask: Asked, things: list[Thing]) -> list[Episode]:
    """The maximal half-open intervals at which it is true, joined where `rearm` or less lies between."""
    if ask.type == "value_count":
        things = [thing for thing in things if thing.value is not None]
    found: list[Episode] = []
    instants = sorted({at for thing in things for at in (thing.time, thing.time + ask.span)})
    for instant, following in zip(instants, [*instants[1:], FOR_EVER], strict=False):
        if holds(ask, things, instant):
            if found and instant - found[-1].end <= ask.rearm:
                found[-1] = Episode(found[-1].start, following)
            else:
                found.append(Episode(instant, following))
    return found


def things_of(rows: list[Row], program: Program, identity: str) -> dict[tuple[Any, ...], list[Thing]]:
    """What a document was given, by group, but for what came later than its lateness."""
    document = program.documents[identity]
    groups: dict[tuple[Any, ...], list[Thing]] = {}
    for row in rows:
        for hit in row.hits:
            if hit.document == identity and hit.rules and row.signal.time >= row.base - document.lateness:
                thing = Thing(row.signal.time, row.signal.id, hit.value, tuple(hit.rules))
                groups.setdefault(tuple(hit.key), []).append(thing)
    return groups
