"""Conditions that ask for nothing: every signal meets them, or every one but what they exclude.

Right for what a correlation counts, and a flood of alerts for a rule that stands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from engine.diagnostics import Problem, Where
from engine.matching.conditions import And, Condition, Leaf, Not, Or
from engine.matching.text import Text, Wildcard

MEETS_ALL: Final = "TOC346"
_ALWAYS: Final = frozenset({"id", "type", "time", "seen"})
"""Core fields that no signal is without."""


def check_everything(condition: Condition, types: Collection[str], where: Where) -> list[Problem]:
    """A problem if nothing has to be so for the condition to hold. `types` are those that can come."""
    if _holds(condition, frozenset(types)) is not True:
        return []
    message = "the condition asks for nothing: every signal meets it, but for what it excludes"
    advice = "say what a signal must have, or let a correlation count them"
    return [Problem(MEETS_ALL, where, message, help=advice)]


def _holds(condition: Condition, types: frozenset[str]) -> bool | None:
    """Whether it holds for a signal that has nothing of what the rule names; None: that depends."""
    match condition:
        case Leaf():
            return _SURE.get(condition.operator.name, _no)(condition, types)
        case Not(child):
            inner = _holds(child, types)
            return None if inner is None else not inner
        case And(children):
            results = {_holds(child, types) for child in children}
            return False if False in results else None if None in results else True
        case Or(children):
            results = {_holds(child, types) for child in children}
            return True if True in results else None if None in results else False


def _exists(leaf: Leaf, types: frozenset[str]) -> bool | None:
    del types
    return leaf.field in _ALWAYS if leaf.values == (True,) else None


def _equals(leaf: Leaf, types: frozenset[str]) -> bool:
    return leaf.field == "type" and bool(types) and types.issubset(map(str, leaf.values))


def _wildcard(leaf: Leaf, types: frozenset[str]) -> bool:
    del types
    anything = any(isinstance(value, Text) and value.parts == (Wildcard.ANY,) for value in leaf.values)
    return leaf.field in _ALWAYS and anything


def _missing(leaf: Leaf, types: frozenset[str]) -> None:
    """To be missing is to say something."""
    del leaf, types


def _no(leaf: Leaf, types: frozenset[str]) -> bool:
    del leaf, types
    return False


_SURE: Final[Mapping[str, Callable[[Leaf, frozenset[str]], bool | None]]] = {
    "exists": _exists,
    "equals": _equals,
    "wildcard": _wildcard,
    "null": _missing,
}
