"""What a correlation has wrong beyond its schema. Stands a body of any shape: the schema speaks of shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.diagnostics import Problem
from engine.documents.durations import is_in_months, read_duration
from engine.systems.correlation.check_aliases import check_aliases
from engine.systems.correlation.check_condition import check_comparisons
from engine.systems.correlation.check_names import check_names
from engine.systems.correlation.check_rules import check_rules
from engine.systems.correlation.types import TYPES
from engine.systems.sections import section_of

BAD_DURATION: Final = "TOC407"
IN_MONTHS: Final = "TOC408"

_SECTION: Final = "correlation"
_DURATIONS: Final = ((_SECTION, "timespan"), ("tocsin", "lateness"), ("tocsin", "rearm"))


def check_correlation(body: Mapping[str, Any]) -> list[Problem]:
    """All that is wrong: nothing that a correlation says is passed over."""
    section = section_of(body, _SECTION)
    problems = [each for place in _DURATIONS for each in _duration(section_of(body, place[0]), place)]
    problems += check_aliases(section)
    name = section.get("type")
    type_ = TYPES.get(name) if isinstance(name, str) else None
    if type_ is None or not isinstance(name, str):
        return problems
    problems += check_rules(name, type_, section)
    condition = section.get("condition")
    if isinstance(condition, str):
        return problems + check_names(name, type_, section, condition)
    if condition is None or isinstance(condition, Mapping):
        return problems + check_comparisons(name, type_, section, condition or {})
    return problems


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
