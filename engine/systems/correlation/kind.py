"""The kind `correlation`: its checks and step, as the registry of kinds wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, ClassVar, Final

from engine.diagnostics import Problem, Where
from engine.documents.document import Document, Reference
from engine.documents.durations import read_duration
from engine.effects import Effect
from engine.matching.windows.group import Group
from engine.matching.windows.handover import rested
from engine.signal import Signal
from engine.systems.base import BaseKind
from engine.systems.correlation.check import check_correlation
from engine.systems.correlation.fields import check_fields_of_rules
from engine.systems.correlation.joint import WINDOWS
from engine.systems.correlation.migrate import migrate, stateful
from engine.systems.correlation.spec import (
    DEFAULT_LATENESS,
    CorrelationSpec,
    aliases_by_rule,
    comparisons,
    condition_names,
    group_by,
    measured_field,
    read_spec,
)
from engine.systems.correlation.step import step
from engine.systems.correlation.types import TYPES
from engine.systems.emission import check_emit
from engine.systems.exceptions import passes_over
from engine.systems.kind import Compiled, Hit, Joint, Migrated, Moment, Resolve, Standing
from engine.systems.sections import guilds_of, mode_of, section_of
from engine.systems.tuning.knobs import OF_RULES, THRESHOLD, WINDOW
from engine.systems.unsupported import check_supported

_DETECTION: Final = "detection"
READS_NOTHING: Final = "TOC620"
MOST_GROUPS: Final = 5_000
"""Live groups of a document in a guild, unless it says otherwise: more than talk at once in the largest."""
_RULES: Final = (_DETECTION, "correlation")


class CorrelationKind(BaseKind):
    """Sigma correlations, and `absence`: windows over hits of detections and signals of correlations.

    Their schema is open at the top, where Sigma lets people add keys; the rest is closed.
    """

    name = "correlation"
    state: ClassVar[type[Group]] = Group
    joint: ClassVar[Joint] = WINDOWS

    def check(self, document: Document) -> Sequence[Problem]:
        """What the condition, the durations and the emitted type have wrong, and what is not done yet."""
        body = document.body
        return [*check_correlation(body), *check_emit(body), *check_supported(body)]

    def knobs(self, body: Mapping[str, Any]) -> Mapping[str, Where]:
        """Those of every rule, its timespan, and the number in a condition that has one."""
        section = section_of(body, "correlation")
        numbers = list(comparisons(section.get("condition")))
        found = {**OF_RULES, WINDOW: ("correlation", "timespan")}
        return {**found, THRESHOLD: ("correlation", "condition", numbers[0])} if len(numbers) == 1 else found

    def references(self, document: Document) -> Sequence[Reference]:
        """The rules it reads: those that it lists, else those that its condition names."""
        section = section_of(document.body, "correlation")
        rules, where = section.get("rules"), ("correlation", "rules")
        if isinstance(rules, list) and rules:
            return [Reference((*where, n), str(rule), _RULES) for n, rule in enumerate(rules)]
        if rules and not isinstance(rules, list):
            return [Reference(where, str(rules), _RULES)]
        first = {name.name: name.offset for name in reversed(condition_names(section))}
        return [
            Reference(("correlation", "condition"), name, _RULES, offset=offset)
            for name, offset in sorted(first.items(), key=itemgetter(1))
        ]

    def check_linked(
        self, document: Document, targets: Sequence[tuple[Reference, Document]]
    ) -> Sequence[Problem]:
        """The fields it groups by and counts, which its rules must know."""
        return check_fields_of_rules(document, targets)

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        """Make a document that `check` found no error in ready; all that it refers to is there."""
        section = document.body["correlation"]
        named = self._named(document, resolve)
        identities = {name: each.identity for name, each in named.items()}
        found = {each.identity: each for each in named.values()}
        inner = [each for each in found.values() if each.kind == self.name]
        spec = read_spec(document, identities)
        window = spec.window
        return Compiled(
            identity=document.identity,
            kind=self.name,
            id=document.id,
            spec=spec,
            over=spec.rules,
            mute=() if section.get("generate") else _detections(found),
            group_by=group_by(section),
            counts=measured_field(section),
            numeric=TYPES[spec.type].of_numbers,
            aliases=aliases_by_rule(section, identities),
            guilds=guilds_of(document.body),
            mode=mode_of(document.body),
            unless=passes_over(document.body),
            lateness=_lateness(document, inner),
            most=section_of(document.body, "tocsin").get("most_groups", MOST_GROUPS),
            span=window.span + window.rearm + 1 + max((each.span for each in inner), default=0),
            emits=(spec.emission.type,),
            problems=tuple(
                _reads_nothing(each)
                for each in self.references(document)
                if named[each.name].off and not document.off
            ),
        )

    def _named(self, document: Document, resolve: Resolve) -> dict[str, Compiled]:
        """The documents it reads, by the names it gives them."""
        found = {each.name: resolve(document, each) for each in self.references(document)}
        assert None not in found.values(), document.identity
        return {name: each for name, each in found.items() if each is not None}

    def step(
        self, spec: CorrelationSpec, state: Group, signal: Signal, hit: Hit, moment: Moment
    ) -> Sequence[Effect]:
        """A signal for each episode that is news, and a timer for what the watermark must settle first."""
        return step(spec, state, signal, hit, moment)

    def stateful(self, spec: CorrelationSpec) -> Sequence[Any]:
        """Its type; not its timespan, its condition or what it emits."""
        return stateful(spec)

    def migrate(
        self, old: CorrelationSpec | None, new: CorrelationSpec, state: Group, moment: Moment
    ) -> Migrated:
        """A group under another window."""
        return migrate(old, new, state, moment)

    def rest(self, spec: CorrelationSpec, state: Group, moment: Moment) -> Group:
        """A group with all instants gone through that its steps put off."""
        return rested(state, spec.window, moment.watermark)

    def standing(self, spec: CorrelationSpec, state: Group, moment: Moment) -> Standing:
        """What an alert is about, or time will settle, goes last; before that what was hit more than once."""
        return Standing(*state.standing(spec.window, moment.watermark))

    def prune(self, spec: CorrelationSpec, state: Group, moment: Moment) -> bool:
        """A group goes when a new one would do the same."""
        return state.is_spent(spec.window, moment.watermark)


def _reads_nothing(reference: Reference) -> Problem:
    message = f"`{reference.name}` is off, by `tune` in settings: nothing of it is counted"
    advice = "turn this one off, too, or neither"
    return Problem(READS_NOTHING, reference.where, message, offset=reference.offset, help=advice)


def _detections(found: Mapping[str, Compiled]) -> tuple[str, ...]:
    """What is muted. A correlation never is: its signals are what is read of it."""
    return tuple(identity for identity, each in found.items() if each.kind == _DETECTION)


def _lateness(document: Document, inner: Sequence[Compiled]) -> int:
    """Its own, and that of the correlations it reads: what those settle is a moment old when it comes."""
    own = read_duration(section_of(document.body, "tocsin").get("lateness"))
    own = DEFAULT_LATENESS if own is None else own
    return max(own, 1) + max(each.lateness for each in inner) if inner else own
