"""What a condition comes to where one field is known: whether anything that has this value can meet it.

Knows the tree and its interpreter. So what concerns signals of all types can be passed over for most of them.
"""

from __future__ import annotations

from engine.matching.conditions import And, Condition, Leaf, Not, Or
from engine.matching.event import Event
from engine.matching.interpreter import compile_condition
from engine.matching.operators.operator import Reference


def asks_of(condition: Condition, field: str) -> bool:
    """Whether any part of a condition is about a field alone."""
    match condition:
        case Leaf():
            return _is_about(condition, field)
        case Not(child):
            return asks_of(child, field)
        case And(children) | Or(children):
            return any(asks_of(child, field) for child in children)


def can_hold(condition: Condition, field: str, value: str) -> bool:
    """Whether an event in which a field has a value may meet a condition. True where only more would tell."""
    return _decided(condition, field, Event({field: value})) is not False


def _decided(condition: Condition, field: str, event: Event) -> bool | None:
    """What a condition says of all events with this field; None: that depends on their others."""
    match condition:
        case Leaf():
            return compile_condition(condition)(event) if _is_about(condition, field) else None
        case Not(child):
            decided = _decided(child, field, event)
            return None if decided is None else not decided
        case And(children):
            said = [_decided(child, field, event) for child in children]
            return False if False in said else (None if None in said else True)
        case Or(children):
            said = [_decided(child, field, event) for child in children]
            return True if True in said else (None if None in said else False)


def _is_about(leaf: Leaf, field: str) -> bool:
    return leaf.field == field and not any(isinstance(value, Reference) for value in leaf.values)
