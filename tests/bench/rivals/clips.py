"""CLIPS (clipspy), a Rete engine in C: a fact a signal, asserted, run and retracted.

Equalities stand in the pattern, where Rete shares them between rules; all else is a test of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import clips

from engine.matching.conditions import And, Condition, Leaf, Not
from engine.matching.text import Text
from tests.bench.rivals import Answers

_TYPES = {str: "STRING", int: "INTEGER"}


class Clips:
    """One environment with a rule for each condition."""

    def __init__(self, conditions: Sequence[Condition], fields: dict[str, type]) -> None:
        self._met: list[int] = []
        self._environment = clips.Environment()
        self._environment.define_function(self._met.append, "met")
        slots = " ".join(f"(slot {name} (type {_TYPES[each]}))" for name, each in fields.items())
        self._environment.build(f"(deftemplate signal {slots})")
        self._template = self._environment.find_template("signal")
        for n, condition in enumerate(conditions):
            pattern = " ".join(_constraints(condition))
            self._environment.build(f"(defrule r{n} (signal {pattern}) => (met {n}))")

    def answer(self, signals: Sequence[dict[str, Any]]) -> Answers:
        found = []
        for signal in signals:
            self._met.clear()
            fact = self._template.assert_fact(**signal)
            self._environment.run()
            fact.retract()
            found.append(sorted(self._met))
        return found


def _constraints(condition: Condition) -> Iterator[str]:
    """One for each field, for a conjunction of leaves and negated leaves."""
    parts: dict[str, list[str]] = {}
    for leaf, negated in _leaves(condition):
        parts.setdefault(leaf.field, []).append(_excluded(leaf) if negated else _constraint(leaf))
    for field, constraints in parts.items():
        yield f"({field} {'&'.join(sorted(constraints, key=lambda each: each.startswith('?')))})"


def _leaves(condition: Condition) -> Iterator[tuple[Leaf, bool]]:
    match condition:
        case Leaf():
            yield condition, False
        case Not(Leaf() as leaf) | Not(And((Leaf() as leaf,))):
            yield leaf, True
        case And(children):
            for child in children:
                yield from _leaves(child)
        case _:
            raise NotImplementedError(condition)


def _excluded(leaf: Leaf) -> str:
    assert leaf.operator.name == "equals"
    return "&".join(f"~{_spelled(value)}" for value in leaf.values)


def _constraint(leaf: Leaf) -> str:
    name = f"?{leaf.field}"
    texts = [_spelled(value) for value in leaf.values if not isinstance(value, Text)]
    match leaf.operator.name:
        case "equals":
            return "|".join(texts)
        case "contains":
            return f"{name}&:(or {' '.join(f'(str-index {each} {name})' for each in texts)} FALSE)"
        case "startswith":
            tests = (f"(eq 1 (str-index {each} {name}))" for each in texts)
            return f"{name}&:(or {' '.join(tests)} FALSE)"
        case "gte":
            return f"{name}&:(>= {name} {texts[0]})"
        case "lt":
            return f"{name}&:(< {name} {texts[0]})"
        case "wildcard":
            return f"{name}&:{_in_order(name, leaf.values[0])}"
    raise NotImplementedError(leaf)


def _in_order(name: str, text: Text) -> str:
    """For `*a*b*`: the second stands behind the first."""
    first, second = (part for part in text.parts if isinstance(part, str))
    at = f"(str-index {_spelled(first)} {name})"
    behind = f"(sub-string (+ {at} {len(first)}) (str-length {name}) {name})"
    return f"(and {at} (str-index {_spelled(second)} {behind}))"


def _spelled(value: Any) -> str:
    return json.dumps(value)
