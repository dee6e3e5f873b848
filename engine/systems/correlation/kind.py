"""The kind `correlation`: its schema, checks and step, as the registry of kinds wants them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, ClassVar, Final

from engine.diagnostics import Problem
from engine.documents.document import Document, Reference
from engine.documents.durations import read_duration
from engine.effects import Effect
from engine.matching.windows import Group
from engine.signal import Signal
from engine.systems.correlation.check import check_correlation
from engine.systems.correlation.spec import (
    DEFAULT_LATENESS,
    CorrelationSpec,
    as_list,
    counted_field,
    group_by,
    read_spec,
)
from engine.systems.correlation.step import step
from engine.systems.detection.unsupported import check_supported
from engine.systems.emission import check_emit
from engine.systems.kind import Compiled, Hit, Moment, Resolve

_SCHEMA: Final = files(__package__).joinpath("correlation.schema.json")
_DETECTION: Final = "detection"


class CorrelationKind:
    """Sigma correlations, and `absence`: windows over hits of detections and signals of correlations."""

    name = "correlation"
    state: ClassVar[type[Group]] = Group

    def schema(self) -> Mapping[str, Any]:
        """Open at the top, where Sigma lets people add keys; `correlation` and `tocsin` are closed."""
        schema: Mapping[str, Any] = json.loads(_SCHEMA.read_text(encoding="utf-8"))
        return schema

    def check(self, document: Document) -> Sequence[Problem]:
        """What the condition, the durations and the emitted type have wrong, and what is not done yet."""
        emit = _mapping(document, "tocsin").get("emit")
        emission = check_emit(emit, ("tocsin", "emit"))
        return [*check_correlation(document.body), *emission, *check_supported(document.body)]

    def references(self, document: Document) -> Sequence[Reference]:
        """The rules it counts."""
        rules = _mapping(document, "correlation").get("rules")
        if isinstance(rules, list):
            return [Reference(("correlation", "rules", n), str(rule)) for n, rule in enumerate(rules)]
        return [Reference(("correlation", "rules"), str(rule)) for rule in as_list(rules)]

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        """Make a document that `check` found no error in ready; all that it refers to is there."""
        section, tocsin = document.body["correlation"], _mapping(document, "tocsin")
        found = {each.identity: each for each in _found(document, resolve)}
        rules = tuple(found)
        inner = [each for each in found.values() if each.kind == self.name]
        longest = max((each.spec.span for each in inner), default=0)
        spec = read_spec(document.id, document.body, rules, longest)
        guilds = tocsin.get("guilds")
        return Compiled(
            identity=document.identity,
            kind=self.name,
            id=document.id,
            spec=spec,
            over=rules,
            mute=() if section.get("generate") else _detections(found),
            group_by=group_by(section),
            counts=counted_field(section),
            guilds=None if guilds is None else frozenset(map(int, guilds)),
            mode=tocsin.get("mode", "propose"),
            lateness=_lateness(tocsin, inner),
            emits=(spec.emit,),
        )

    def step(
        self, spec: CorrelationSpec, state: Group, signal: Signal, hit: Hit, moment: Moment
    ) -> Sequence[Effect]:
        """A signal for each episode that is news, and a timer for what the watermark must settle first."""
        return step(spec, state, signal, hit, moment)

    def prune(self, spec: CorrelationSpec, state: Group, moment: Moment) -> bool:
        """A group goes when a new one would do the same."""
        return state.is_spent(spec.window, moment.watermark)


def _found(document: Document, resolve: Resolve) -> list[Compiled]:
    found = [resolve(document, str(rule)) for rule in as_list(document.body["correlation"]["rules"])]
    assert None not in found, document.identity
    return [each for each in found if each is not None]


def _detections(found: Mapping[str, Compiled]) -> tuple[str, ...]:
    """What is muted. A correlation never is: its signals are what is read of it."""
    return tuple(identity for identity, each in found.items() if each.kind == _DETECTION)


def _lateness(tocsin: Mapping[str, Any], inner: Sequence[Compiled]) -> int:
    """Its own, and that of the correlations it reads: what those settle is a moment old when it comes."""
    own = read_duration(tocsin.get("lateness"))
    own = DEFAULT_LATENESS if own is None else own
    return max(own, 1) + max(each.lateness for each in inner) if inner else own


def _mapping(document: Document, name: str) -> Mapping[str, Any]:
    value = document.body.get(name)
    return value if isinstance(value, Mapping) else {}
