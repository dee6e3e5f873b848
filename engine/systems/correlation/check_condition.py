"""What is wrong with a condition that compares: too little, too much, or never true."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any, Final

from engine.diagnostics import Problem, Where
from engine.matching.windows.group import MOST_ITEMS
from engine.matching.windows.thresholds import can_hold
from engine.systems.correlation.spec import comparisons, rule_names
from engine.systems.correlation.types import Asked, Type, edges_of

NO_CONDITION: Final = "TOC404"
NOT_FOR_THIS_TYPE: Final = "TOC405"
NEVER_MET: Final = "TOC406"
BAD_PERCENTILE: Final = "TOC413"
SEVERAL_FIELDS: Final = "TOC414"

_CONDITION: Final = ("correlation", "condition")
_MOST_PERCENT: Final = 100


def check_comparisons(
    name: str, type_: Type, section: Mapping[str, Any], condition: Mapping[str, Any]
) -> list[Problem]:
    """Problems of a condition that is a mapping, or missing."""
    wanted = comparisons(condition)
    problems = [
        *_misplaced(name, type_, condition), *_missing(name, type_, condition, wanted),
        *_field(condition), *_percentile(type_, condition),
    ]  # fmt: skip
    if not problems and all(map(_is_number, wanted.values())):
        problems += _reachable(name, type_, wanted, section)
    return problems


def _misplaced(name: str, type_: Type, condition: Mapping[str, Any]) -> list[Problem]:
    """What is in a condition and means nothing there."""

    def refuse(where: Where, message: str) -> Problem:
        return Problem(NOT_FOR_THIS_TYPE, where, message, on="key", help="take it away")

    if type_.compares == "never":
        message = f"`{name}` has no condition: it is true when nothing came for a timespan"
        return [refuse(_CONDITION, message)] if condition else []
    wrong = [] if type_.has_field else ["field"]
    wrong += [] if type_.has_percentile else ["percentile"]
    return [refuse((*_CONDITION, key), f"`{name}` has no `{key}`") for key in wrong if key in condition]


def _missing(
    name: str, type_: Type, condition: Mapping[str, Any], wanted: Mapping[str, Any]
) -> list[Problem]:
    """What a condition must have and has not."""
    where: Where = _CONDITION if condition else ("correlation",)
    problems = []
    if not wanted and (type_.compares == "always" or (type_.compares == "maybe" and condition)):
        message = f"the condition of `{name}` compares with no number"
        problems.append(Problem(NO_CONDITION, where, message, help="write such as `condition: {gte: 5}`"))
    if type_.has_field and "field" not in condition:
        what = "of which field it measures the numbers"
        if not type_.of_numbers:
            what = "of which field it counts the different values"
        message = f"`{name}` does not say {what}"
        problems.append(Problem(NO_CONDITION, where, message, help="name it: `{field: target, gte: 5}`"))
    return problems


def _field(condition: Mapping[str, Any]) -> list[Problem]:
    field = condition.get("field")
    if not isinstance(field, list):
        return []
    message = "`field` names a list of fields, and Sigma does not say what that means"
    advice = "name one field, and write one correlation for each"
    return [Problem(SEVERAL_FIELDS, (*_CONDITION, "field"), message, help=advice)]


def _percentile(type_: Type, condition: Mapping[str, Any]) -> list[Problem]:
    if not type_.has_percentile:
        return []
    advice = "write a number from 0 to 100, such as `percentile: 95`"
    if "percentile" not in condition:
        message = "`value_percentile` does not say which percentile"
        where: Where = _CONDITION if condition else ("correlation",)
        return [Problem(BAD_PERCENTILE, where, message, on="key", help=advice)]
    share = condition["percentile"]
    if not _is_number(share) or 0 <= share <= _MOST_PERCENT:
        return []
    message = f"there is no percentile {share:g}"
    return [Problem(BAD_PERCENTILE, (*_CONDITION, "percentile"), message, help=advice)]


def _reachable(
    name: str, type_: Type, wanted: Mapping[str, float], section: Mapping[str, Any]
) -> list[Problem]:
    if type_.compares == "never" or not rule_names(section):
        return []
    if type_.of_numbers:
        return [] if can_hold(tuple(wanted.items())) else [_never("no number meets it", "ask for another")]
    rules = len(set(rule_names(section)))
    edges = edges_of(type_, Asked(wanted, rules, 0))
    if not edges:
        why = "no number from 1 on meets it, and an empty window is never asked"
        is_silence = name == "event_count"
        return [
            _never(why, "to hear that nothing came, use `type: absence`" if is_silence else "ask for another")
        ]
    most, counted = (rules, "rules") if type_.of_rules else (MOST_ITEMS, "signals of a group")
    if edges[0] <= most:
        return []
    return [_never(f"of {counted}, {most:,} is the most that are counted", "ask for fewer")]


def _never(why: str, advice: str) -> Problem:
    return Problem(NEVER_MET, _CONDITION, f"this condition is never true: {why}", help=advice)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
