"""What is wrong with the `rules` that a correlation reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from engine.diagnostics import Problem
from engine.systems.correlation.spec import as_list, rule_names
from engine.systems.correlation.types import Type

NAMED_TWICE: Final = "TOC417"
ONE_RULE: Final = "TOC418"
CHAIN_TWICE: Final = "TOC419"
NO_RULES: Final = "TOC420"

_RULES: Final = ("correlation", "rules")


def check_rules(name: str, type_: Type, section: Mapping[str, Any]) -> list[Problem]:
    """Problems of which rules it reads, and how often."""
    listed = [str(each) for each in as_list(section.get("rules"))]
    condition = section.get("condition")
    if not listed:
        if "rules" in section or (type_.of_rules and isinstance(condition, str)):
            return []
        message = f"`{name}` does not say which rules it reads"
        return [Problem(NO_RULES, ("correlation",), message, on="key", help="add such as `rules: [ban]`")]
    problems = [_twice(type_, each, listed) for each, times in Counter(listed).items() if times > 1]
    if type_.of_rules and not isinstance(condition, str) and len(set(rule_names(section))) == 1:
        message = f"`{name}` over one rule is true whenever that is hit"
        advice = "name the others, or count its hits with `event_count`"
        problems.append(Problem(ONE_RULE, _RULES, message, help=advice))
    return problems


def _twice(type_: Type, rule: str, listed: list[str]) -> Problem:
    where = (*_RULES, listed.index(rule, listed.index(rule) + 1))
    if type_.in_order:
        message = f"`{rule}` stands twice in the order; each rule has one place in it"
        return Problem(CHAIN_TWICE, where, message, help="name it once, or count its hits in a correlation")
    message = f"`{rule}` is named twice, and counts once"
    return Problem(NAMED_TWICE, where, message, help="name it once")
