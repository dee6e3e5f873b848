"""Sigma's filters: conditions that are put on other rules, to leave out what is known to be good.

Knows a filter's sections, no files: which rules it names is settled by whoever has the documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from engine.diagnostics import Problem, Where
from engine.diagnostics.codes import CODES
from engine.matching.conditions import And, Condition, Leaf, Not, Or
from engine.matching.lists import Lists
from engine.matching.logsource import covers, read_logsource
from engine.matching.operators.equals import EQUALS
from engine.matching.sigma import read_detection

EVERY_RULE: Final = "any"
"""What `rules` says when it means every rule of the log source."""
FILTER_SHAPE: Final = "TOC328"
SECTION: Final = "filter"
_RULES: Final = "rules"
_WHERE: Final[Where] = (SECTION, _RULES)


class Filter(msgspec.Struct, frozen=True):
    """What a rule must meet beside its own condition. `title` is what people call it.

    `missing` are lists that it needs and nobody has: then it changes nothing.
    """

    title: str
    condition: Condition
    missing: tuple[str, ...] = ()


def compile_filter(
    body: Mapping[str, Any], lists: Lists | None = None
) -> tuple[Filter | None, list[Problem]]:
    """Compile the `filter` of one document; None if a problem is an error."""
    section = body.get(SECTION)
    read = read_detection(section, (SECTION,), lists, beside=(_RULES,))
    problems = [*_check_rules(section), *read.problems, *_check_logsource(body)]
    if any(CODES[problem.code].level == "error" for problem in problems):
        return None, problems
    title = str(body.get("title") or body.get("name") or body.get("id") or SECTION)
    return Filter(title, _within(body, read.condition), read.missing), problems


def named_rules(body: Mapping[str, Any]) -> dict[Where, str] | None:
    """The rules that a filter names by id or name, by place; None for every one. Stands any shape."""
    section = body.get(SECTION)
    rules = section.get(_RULES) if isinstance(section, Mapping) else None
    if isinstance(rules, list):
        return {(*_WHERE, place): str(rule) for place, rule in enumerate(rules)} or None
    return None if rules is None or str(rules).lower() == EVERY_RULE else {_WHERE: str(rules)}


def applies(body: Mapping[str, Any], rule: Mapping[str, Any]) -> bool:
    """Whether a filter is about the log source of a rule."""
    return covers(body.get("logsource"), rule.get("logsource"))


def filtered(condition: Condition, filters: Sequence[Filter]) -> Condition:
    """A rule's condition, and that of each filter put on it."""
    on = [And((each.condition,), f"filter `{each.title}`") for each in filters if not each.missing]
    return And((condition, *on)) if on else condition


def _within(body: Mapping[str, Any], condition: Condition) -> Condition:
    """A filter for some guilds alone asks nothing in the others."""
    tocsin = body.get("tocsin")
    guilds = tocsin.get("guilds") if isinstance(tocsin, Mapping) else None
    if not guilds or not isinstance(guilds, list):
        return condition  # none, or a shape that the schema refuses
    return Or((Not(Leaf("guild", EQUALS, tuple(map(str, guilds)))), condition))


def _check_rules(section: Any) -> list[Problem]:
    if not isinstance(section, Mapping):
        return []  # said already
    problems = []
    rules = section.get(_RULES)
    if _RULES not in section or not isinstance(rules, str | int | list) or isinstance(rules, bool):
        message = "a filter says which `rules` it is put on"
        advice = "list their ids or names, or write `rules: any` for every rule of the log source"
        found = _RULES in section
        where: Where = _WHERE if found else (SECTION,)
        problems.append(Problem(FILTER_SHAPE, where, message, on="value" if found else "key", help=advice))
    condition = section.get("condition")
    if isinstance(condition, list):
        message = "a filter has one condition, and this is a list"
        advice = "join them with `or`"
        problems.append(Problem(FILTER_SHAPE, (SECTION, "condition"), message, help=advice))
    return problems


def _check_logsource(body: Mapping[str, Any]) -> list[Problem]:
    if body.get("logsource") is None:
        message = "a filter says of which `logsource` the rules are that it is put on"
        advice = "write such as `logsource: {product: discord}`"
        return [Problem(FILTER_SHAPE, (), message, help=advice)]
    return read_logsource(body["logsource"])[1]
