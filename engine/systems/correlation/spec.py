"""What a correlation's step works with, read from a checked document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from engine.documents.document import Document
from engine.documents.durations import read_duration
from engine.matching.windows.measures.named import Way
from engine.matching.windows.thresholds import COMPARISONS
from engine.matching.windows.window import Window
from engine.systems.correlation.expression import ExpressionError, Name, names_in, parse_expression, ways_of
from engine.systems.correlation.types import TYPES, Asked
from engine.systems.emission import Emission, read_emission
from engine.systems.sections import section_of

DEFAULT_LATENESS: Final = 5_000
"""Milliseconds."""
_ABOUT: Final = ("channel", "actor", "target")


class CorrelationSpec(msgspec.Struct, frozen=True):
    """What is looked for, and what an episode emits. `timespan` is as the document writes it.

    `rules` are the identities of the documents it refers to, in order; `places` say where in a
    key the actor, channel and target stand.
    """

    emission: Emission
    type: str
    timespan: str
    window: Window
    rules: tuple[str, ...]
    places: Mapping[str, int]


def read_spec(document: Document, found: Mapping[str, str]) -> CorrelationSpec:
    """The spec of a document without problems; `found` are the identities of its rules by their names."""
    section = document.body["correlation"]
    rules = tuple(dict.fromkeys(found.values()))
    places = {name: rules.index(identity) for name, identity in found.items()}
    return CorrelationSpec(
        emission=read_emission(document),
        type=section["type"],
        timespan=section["timespan"],
        window=_read_window(section, section_of(document.body, "tocsin"), places),
        rules=rules,
        places={name: place for place, name in enumerate(group_by(section), start=1) if name in _ABOUT},
    )


def as_list(value: Any) -> list[Any]:
    """Sigma lets one name stand where a list of them may."""
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


def rule_names(section: Mapping[str, Any]) -> list[str]:
    """The rules it reads, by the names it gives them; without a list those of its condition."""
    return [str(rule) for rule in as_list(section.get("rules"))] or [
        name.name for name in condition_names(section)
    ]


def condition_names(section: Mapping[str, Any]) -> list[Name]:
    """The names in a condition that is a text, from left to right; none in one that cannot be read."""
    condition = section.get("condition")
    if not isinstance(condition, str):
        return []
    try:
        return names_in(parse_expression(condition))
    except ExpressionError:
        return []


def group_by(section: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields a correlation groups by, each once. The guild is part of every key already."""
    names = map(str, as_list(section.get("group-by")))
    return tuple(dict.fromkeys(name for name in names if name != "guild"))


def comparisons(condition: Any) -> dict[str, float]:
    """The comparisons of a condition: `{gte: 3, lt: 6, field: target}` has two."""
    if not isinstance(condition, Mapping):
        return {}
    return {name: condition[name] for name in COMPARISONS if name in condition}


def measured_field(section: Mapping[str, Any]) -> str | None:
    """The field whose values are counted or measured."""
    return section["condition"]["field"] if TYPES[section["type"]].has_field else None


def aliases_by_rule(section: Mapping[str, Any], found: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What each alias stands for in the signals of a rule: its field, by the rule's identity."""
    fields: dict[str, dict[str, str]] = {}
    for alias, of_rules in (section.get("aliases") or {}).items():
        for rule, field in of_rules.items():
            fields.setdefault(found[str(rule)], {})[str(alias)] = field
    return fields


def ways_in(section: Mapping[str, Any], places: Mapping[str, int]) -> tuple[Way, ...] | None:
    """The ways to meet a condition that is a text; None for any other. Raises `ExpressionError`."""
    condition = section.get("condition")
    return ways_of(parse_expression(condition), places) if isinstance(condition, str) else None


def asked_of(section: Mapping[str, Any], places: Mapping[str, int]) -> Asked:
    """What a correlation without problems asks for."""
    condition, span = section.get("condition"), read_duration(section["timespan"])
    assert span is not None
    return Asked(
        wanted=comparisons(condition),
        rules=len(set(places.values())),
        span=span,
        percentile=condition.get("percentile", 0) if isinstance(condition, Mapping) else 0,
        ways=ways_in(section, places),
    )


def _read_window(section: Mapping[str, Any], tocsin: Mapping[str, Any], places: Mapping[str, int]) -> Window:
    asked = asked_of(section, places)
    rearm = read_duration(tocsin.get("rearm"))
    measure = TYPES[section["type"]].measure(asked)
    return Window(asked.span, asked.span if rearm is None else rearm, measure)
