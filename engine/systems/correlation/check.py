"""What a correlation has wrong beyond its schema. Stands a body of any shape: the schema speaks of shapes."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any, Final

from engine.diagnostics import Problem, Where
from engine.documents.durations import is_in_months, read_duration
from engine.matching.windows.group import MOST_ITEMS
from engine.systems.correlation.spec import TYPES, as_list, comparisons, edges_of
from engine.systems.sections import section_of

TYPE_NOT_SUPPORTED: Final = "TOC401"
CONDITION_NOT_SUPPORTED: Final = "TOC402"
ALIASES_NOT_SUPPORTED: Final = "TOC403"
NO_CONDITION: Final = "TOC404"
NOT_FOR_THIS_TYPE: Final = "TOC405"
NEVER_MET: Final = "TOC406"
BAD_DURATION: Final = "TOC407"
IN_MONTHS: Final = "TOC408"

_SECTION: Final = "correlation"
_CONDITION: Final = (_SECTION, "condition")
_DURATIONS: Final = ((_SECTION, "timespan"), ("tocsin", "lateness"), ("tocsin", "rearm"))


def check_correlation(body: Mapping[str, Any]) -> list[Problem]:
    """All that is wrong, or not done yet: nothing that a correlation says is passed over."""
    section = section_of(body, _SECTION)
    problems = [each for place in _DURATIONS for each in _duration(section_of(body, place[0]), place)]
    if section.get("aliases"):
        message = "`aliases` are not supported yet: a field is looked up by one name in all signals"
        advice = "group by a field that all of its rules have under one name"
        problems.append(Problem(ALIASES_NOT_SUPPORTED, (_SECTION, "aliases"), message, on="key", help=advice))
    type_ = section.get("type")
    if not isinstance(type_, str):
        return problems
    if type_ not in TYPES:
        message = f"correlations of the type `{type_}` are not supported yet"
        advice = f"the types are {', '.join(f'`{each}`' for each in TYPES)}"
        return [*problems, Problem(TYPE_NOT_SUPPORTED, (_SECTION, "type"), message, help=advice)]
    return problems + _condition(type_, section)


def _condition(type_: str, section: Mapping[str, Any]) -> list[Problem]:
    condition = section.get("condition")
    if isinstance(condition, str):
        message = "a condition over the names of rules is not supported yet"
        advice = "compare a count, such as `{gte: 3}`, or write one correlation for each alternative"
        return [Problem(CONDITION_NOT_SUPPORTED, _CONDITION, message, help=advice)]
    if condition is not None and not isinstance(condition, Mapping):
        return []
    wanted = comparisons(condition)
    problems = _misplaced(type_, condition or {}) + _missing(type_, condition or {}, wanted)
    if not problems and all(map(_is_number, wanted.values())):
        problems += _reachable(type_, wanted, section)
    return problems


def _misplaced(type_: str, condition: Mapping[str, Any]) -> list[Problem]:
    """What is in a condition and means nothing there."""

    def refuse(where: Where, message: str) -> Problem:
        return Problem(NOT_FOR_THIS_TYPE, where, message, on="key", help="take it away")

    if type_ == "absence":
        message = "`absence` has no condition: it is true when nothing came for a timespan"
        return [refuse(_CONDITION, message)] if condition else []
    wrong = ("percentile",) if type_ == "value_count" else ("field", "percentile")
    return [refuse((*_CONDITION, name), f"`{type_}` has no `{name}`") for name in wrong if name in condition]


def _missing(type_: str, condition: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[Problem]:
    """What a condition must have and has not."""
    where: Where = _CONDITION if condition else (_SECTION,)
    problems = []
    if not wanted and (type_ in {"event_count", "value_count"} or (type_ == "temporal" and condition)):
        message = f"the condition of `{type_}` compares with no number"
        problems.append(Problem(NO_CONDITION, where, message, help="write such as `condition: {gte: 5}`"))
    if type_ == "value_count" and "field" not in condition:
        message = "`value_count` does not say of which field it counts the different values"
        problems.append(Problem(NO_CONDITION, where, message, help="name it: `{field: target, gte: 5}`"))
    return problems


def _reachable(type_: str, wanted: Mapping[str, float], section: Mapping[str, Any]) -> list[Problem]:
    rules = list(dict.fromkeys(map(str, as_list(section.get("rules")))))
    edges = edges_of(type_, wanted, rules)
    most = len(rules) if type_ == "temporal" else MOST_ITEMS
    if type_ == "absence" or (edges and edges[0] <= most):
        return []
    message = "this condition is never true: no number from 1 on meets it, and an empty window is never asked"
    advice = (
        "to hear that nothing came, use `type: absence`"
        if type_ == "event_count"
        else "ask for another number"
    )
    if edges:
        counted = "rules" if type_ == "temporal" else "signals of a group"
        message = f"this condition is never true: of {counted}, {most:,} is the most that are counted"
        advice = "ask for fewer"
    return [Problem(NEVER_MET, _CONDITION, message, help=advice)]


def _duration(section: Mapping[str, Any], where: tuple[str, str]) -> list[Problem]:
    text = section.get(where[1])
    if not isinstance(text, str):
        return []
    length = read_duration(text)
    if length is None or (length == 0 and where[1] == "timespan"):
        message = f"`{text}` is not a duration of up to ten years"
        advice = "write a number and one of `s` `m` `h` `d` `w` `M` `y`, such as `90s`"
        return [Problem(BAD_DURATION, where, message, help=advice)]
    if is_in_months(text):
        message = f"`{text}` is {text[:-1]} months"
        return [Problem(IN_MONTHS, where, message, help=f"for minutes write `{text[:-1]}m`, for months days")]
    return []


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
