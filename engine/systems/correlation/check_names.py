"""What is wrong with a condition over the names of rules: `ban and not kick`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.diagnostics import Problem
from engine.diagnostics.nearest import did_you_mean
from engine.systems.correlation.expression import (
    Expression,
    ExpressionError,
    TooManyWays,
    names_in,
    parse_expression,
    ways_of,
)
from engine.systems.correlation.spec import as_list
from engine.systems.correlation.types import TYPES, Type

NEVER_MET: Final = "TOC406"
UNREADABLE: Final = "TOC409"
UNKNOWN_NAME: Final = "TOC410"
UNUSED_RULE: Final = "TOC411"
NOT_OVER_NAMES: Final = "TOC412"
TOO_LARGE: Final = "TOC421"

_CONDITION: Final = ("correlation", "condition")


def check_names(name: str, type_: Type, section: Mapping[str, Any], condition: str) -> list[Problem]:
    """Problems of a condition that is a text."""
    if not type_.of_rules:
        allowed = " and ".join(f"`{each}`" for each, other in TYPES.items() if other.of_rules)
        message = f"`{name}` has no condition over the names of rules; {allowed} have"
        advice = "absence has none" if type_.compares == "never" else "compare, such as `{gte: 5}`"
        return [Problem(NOT_OVER_NAMES, _CONDITION, message, help=advice)]
    try:
        expression = parse_expression(condition)
    except ExpressionError as error:
        return [Problem(UNREADABLE, _CONDITION, error.message, offset=error.offset, help=error.help)]
    rules = list(dict.fromkeys(map(str, as_list(section.get("rules")))))
    problems = _held_against(rules, expression) if rules else []
    return problems or _meetable(expression)


def _held_against(rules: list[str], expression: Expression) -> list[Problem]:
    """A condition names all of `rules`, and no other."""
    names = names_in(expression)
    unknown = {each.name: each for each in reversed(names) if each.name not in rules}
    problems = [
        Problem(
            UNKNOWN_NAME, _CONDITION, f"`{each.name}` is none of `rules`", offset=each.offset,
            help=did_you_mean(each.name, rules) or "name it as it stands there, or add it there",
        )
        for each in sorted(unknown.values(), key=lambda each: each.offset)
    ]  # fmt: skip
    used = {each.name for each in names}
    for place, rule in enumerate(rules):
        if rule not in used and not unknown:
            message = f"the condition does not name `{rule}`, which it reads"
            where = ("correlation", "rules", place)
            problems.append(Problem(UNUSED_RULE, where, message, help="name it there, or take it away here"))
    return problems


def _meetable(expression: Expression) -> list[Problem]:
    places = {name: n for n, name in enumerate(dict.fromkeys(each.name for each in names_in(expression)))}
    try:
        ways = ways_of(expression, places)
    except TooManyWays as error:
        return [Problem(TOO_LARGE, _CONDITION, error.message, help=error.help)]
    if ways:
        return []
    message = "this condition is never true: it contradicts itself"
    return [Problem(NEVER_MET, _CONDITION, message, help="a rule cannot be hit and not be hit")]
