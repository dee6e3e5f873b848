"""Plain evaluation of a condition tree, and its explanation. Knows the tree and the operators, no rules.

It is the oracle of every faster evaluator: what it says is what a rule means.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from engine.matching.conditions import And, Condition, Leaf, Not, Or, spell
from engine.matching.event import ABSENT, Event, Test, view
from engine.matching.text import HOSTS, SKELETON, Form

_EXCEPTION: Final = 1_000_000
"""Added to the cost of a negation: rules exclude what is rare, so asking it first seldom spares anything."""

_TOLD: Final[dict[Form, str]] = {SKELETON: "{} as it looks", HOSTS: "domains in {}"}
"""What an explanation calls a text that does not say what the field says."""


class Explanation(TypedDict):
    """One condition, the value it saw (null for a missing field or a compound one), and whether it held."""

    condition: str
    value: Any
    result: bool
    children: list[Explanation]


def compile_condition(condition: Condition) -> Test:
    """Make a test of an event. Conditions have no side effects, so the cheap ones are tried first."""
    match condition:
        case Leaf(field, operator, values, form):
            return operator.compile(field, values, form=form)
        case Not(child):
            return _negation(compile_condition(child))
        case And(children):
            return _conjunction(_cheapest_first(children))
        case Or(children):
            return _disjunction(_cheapest_first(children))


def explain(condition: Condition, event: Event) -> Explanation:
    """Every condition with the value it saw, whether or not an earlier one had decided the matter."""
    if isinstance(condition, Leaf):
        value = event.find(condition.field)
        return Explanation(
            condition=spell(condition),
            value=None if value is ABSENT else value,
            result=compile_condition(condition)(event),
            children=_compared(condition, event),
        )
    inner = [condition.child] if isinstance(condition, Not) else condition.children
    children = [explain(child, event) for child in inner]
    results = [child["result"] for child in children]
    match condition:
        case Not():
            result = not results[0]
        case And():
            result = all(results)
        case Or():
            result = any(results)
    return Explanation(condition=spell(condition), value=None, result=result, children=children)


def _compared(leaf: Leaf, event: Event) -> list[Explanation]:
    """What a condition saw in place of the field, where that is not what the field says."""
    told = _TOLD.get(leaf.form)
    seen = event.texts[view(leaf.field, form=leaf.form)]
    if told is None or not seen:
        return []
    result = compile_condition(leaf)(event)
    return [Explanation(condition=told.format(leaf.field), value=list(seen), result=result, children=[])]


def _cheapest_first(children: tuple[Condition, ...]) -> list[Test]:
    return [compile_condition(child) for child in sorted(children, key=_cost)]


def _cost(condition: Condition) -> int:
    match condition:
        case Leaf(operator=operator, values=values):
            return operator.cost_of_one * len(values) or 1
        case Not(child):
            return _EXCEPTION + _cost(child)
        case And(children) | Or(children):
            return sum(map(_cost, children))


def _negation(test: Test) -> Test:
    def holds(event: Event) -> bool:
        return not test(event)

    return holds


def _conjunction(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:  # most rules: a selection and its exception
        first, second = tests
        return lambda event: first(event) and second(event)

    def holds(event: Event) -> bool:
        for test in tests:
            if not test(event):
                return False
        return True

    return holds


def _disjunction(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]

    def holds(event: Event) -> bool:
        for test in tests:
            if test(event):
                return True
        return False

    return holds
