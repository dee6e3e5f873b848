"""The oracle of windows: slow, obvious, and written from docs/correlations.md, not from the code."""

from __future__ import annotations

import ast
import math
import operator
import statistics
from itertools import combinations
from typing import Any, NamedTuple

from engine.runtime.program import Program
from engine.store.rows import Row

SECONDS = {"s": 1_000, "m": 60_000}
COMPARE = {
    "gt": operator.gt, "gte": operator.ge, "lt": operator.lt,
    "lte": operator.le, "eq": operator.eq, "neq": operator.ne,
}  # fmt: skip
OF_NUMBERS = {"value_sum", "value_avg", "value_median", "value_percentile"}
FOR_EVER = float("inf")


class Thing(NamedTuple):
    """A hit; `rules` by their names."""

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
    condition: dict[str, Any] | str
    span: int
    rearm: int
    rules: list[str]

    @property
    def grows(self) -> bool:
        """Whether a further signal never makes it false."""
        if self.type == "absence" or self.type in OF_NUMBERS:
            return False
        if isinstance(self.condition, str):
            return not has_negated(ast.parse(self.condition, mode="eval").body, negated=False)
        truth = [count > 0 and meets(self.condition, count) for count in range(20)]
        return truth == sorted(truth) and truth[-1]


def meets(condition: dict[str, Any], number: float) -> bool:
    return all(COMPARE[name](number, value) for name, value in condition.items() if name in COMPARE)


def asked(body: dict[str, Any]) -> Asked:
    section, tocsin = body["correlation"], body.get("tocsin", {})
    condition = section.get("condition", {})
    if section["type"].startswith("temporal") and not condition:
        condition = {"gte": len(section["rules"])}
    span = length(section["timespan"])
    rearm = length(tocsin["rearm"]) if "rearm" in tocsin else span
    return Asked(section["type"], condition, span, rearm, section["rules"])


def length(text: str) -> int:
    return int(text[:-1]) * SECONDS[text[-1]]


def holds(ask: Asked, things: list[Thing], instant: int) -> bool:
    """The condition at one instant."""
    window = [thing for thing in things if instant - ask.span < thing.time <= instant]
    if ask.type == "absence":
        return not window and any(thing.time <= instant for thing in things)
    if not window:
        return False
    if isinstance(ask.condition, str):
        tree = ast.parse(ask.condition, mode="eval").body
        there = {rule for thing in window for rule in thing.rules}
        chains = chains_in(ask.rules, window) if ask.type == "temporal_ordered" else [there]
        return any(is_true(tree, chain, there, negated=False) for chain in chains)
    return meets(ask.condition, measured(ask, window))


def measured(ask: Asked, window: list[Thing]) -> float:
    """The number that the window comes to."""
    values = [thing.value for thing in window]
    match ask.type:
        case "event_count":
            return len(window)
        case "value_count":
            return len(set(values))
        case "temporal":
            return len({rule for thing in window for rule in thing.rules})
        case "temporal_ordered":
            return max(map(len, chains_in(ask.rules, window)))
    return come_to(ask, values)


def come_to(ask: Asked, values: list[float]) -> float:
    """What numbers come to."""
    match ask.type:
        case "value_sum":
            return math.fsum(values)
        case "value_avg":
            return math.fsum(values) / len(values)
        case "value_median":
            return statistics.median(values)
    return percentile(ask.condition["percentile"], values)


def percentile(share: float, values: list[float]) -> float:
    """The least of them that at least so many per cent do not exceed."""
    return min(
        value for value in values if sum(other <= value for other in values) * 100 >= share * len(values)
    )


def chains_in(rules: list[str], window: list[Thing]) -> list[set[str]]:
    """All sets of rules that were hit in their order, at one instant in any."""
    return [
        set(chosen)
        for count in range(len(rules) + 1)
        for chosen in combinations(rules, count)
        if follow(chosen, window)
    ]


def follow(rules: tuple[str, ...], window: list[Thing]) -> bool:
    """Each as early as it can be, and none before the one that it stands behind."""
    at = 0
    for rule in rules:
        later = [thing.time for thing in window if rule in thing.rules and thing.time >= at]
        if not later:
            return False
        at = min(later)
    return True


def is_true(tree: ast.expr, chain: set[str], there: set[str], *, negated: bool) -> bool:
    """Python reads `a and not b` as Sigma does. What is wanted is in the chain, what must not be nowhere."""
    if isinstance(tree, ast.Name):
        return tree.id in (there if negated else chain)
    if isinstance(tree, ast.UnaryOp):
        return not is_true(tree.operand, chain, there, negated=not negated)
    assert isinstance(tree, ast.BoolOp)
    join = all if isinstance(tree.op, ast.And) else any
    return join(is_true(each, chain, there, negated=negated) for each in tree.values)


def has_negated(tree: ast.expr, *, negated: bool) -> bool:
    if isinstance(tree, ast.Name):
        return negated
    if isinstance(tree, ast.UnaryOp):
        return has_negated(tree.operand, negated=not negated)
    assert isinstance(tree, ast.BoolOp)
    return any(has_negated(each, negated=negated) for each in tree.values)


def episodes(ask: Asked, things: list[Thing]) -> list[Episode]:
    """The maximal half-open intervals at which it is true, joined where `rearm` or less lies between."""
    if ask.type.startswith("value"):
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
            is_meant = identity in program.meant(hit.document, hit.key[0])
            if is_meant and hit.rules and row.signal.time >= row.base - document.lateness:
                rules = tuple(rule.rpartition("/")[2] for rule in hit.rules)
                thing = Thing(row.signal.time, row.signal.id, hit.value, rules)
                groups.setdefault(tuple(hit.key), []).append(thing)
    return groups
