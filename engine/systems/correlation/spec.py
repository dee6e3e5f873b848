"""What a correlation's step works with, read from a checked document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from engine.documents.document import Document
from engine.documents.durations import read_duration
from engine.matching.windows.panes import Window
from engine.matching.windows.thresholds import COMPARISONS, NOTHING, Edges, read_edges
from engine.systems.emission import Emission, read_emission

TYPES: Final = ("event_count", "value_count", "temporal", "absence")
"""What a correlation can look for today."""
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


def read_spec(document: Document, rules: tuple[str, ...]) -> CorrelationSpec:
    """The spec of a document without problems; `rules` are the identities that it refers to."""
    section = document.body["correlation"]
    return CorrelationSpec(
        emission=read_emission(document),
        type=section["type"],
        timespan=section["timespan"],
        window=_read_window(section, document.body.get("tocsin") or {}, len(rules)),
        rules=rules,
        places={name: place for place, name in enumerate(group_by(section), start=1) if name in _ABOUT},
    )


def as_list(value: Any) -> list[Any]:
    """Sigma lets one name stand where a list of them may."""
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


def group_by(section: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields a correlation groups by, each once. The guild is part of every key already."""
    names = map(str, as_list(section.get("group-by")))
    return tuple(dict.fromkeys(name for name in names if name != "guild"))


def comparisons(condition: Any) -> dict[str, float]:
    """The comparisons of a condition: `{gte: 3, lt: 6, field: target}` has two."""
    return {name: condition[name] for name in COMPARISONS if name in condition} if condition else {}


def counted_field(section: Mapping[str, Any]) -> str | None:
    """The field whose different values are counted."""
    return section["condition"]["field"] if section["type"] == "value_count" else None


def edges_of(type_: str, wanted: Mapping[str, float], rules: Sequence[str]) -> Edges:
    """Where the truth of a condition changes; a `temporal` one without comparisons wants all rules."""
    if type_ == "absence":
        return NOTHING
    if type_ == "temporal" and not wanted:
        return read_edges({"gte": len(rules)})
    return read_edges(wanted)


def _read_window(section: Mapping[str, Any], tocsin: Mapping[str, Any], rules: int) -> Window:
    type_ = section["type"]
    span = read_duration(section["timespan"])
    assert span is not None
    rearm = read_duration(tocsin.get("rearm"))
    return Window(
        span=span,
        rearm=span if rearm is None else rearm,
        edges=edges_of(type_, comparisons(section.get("condition")), [""] * rules),
        distinct=type_ in {"value_count", "temporal"},
        widest=rules if type_ == "temporal" else 1,
    )
