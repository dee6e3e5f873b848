"""The kind `baseline`: its checks, step and state, as the registry of kinds wants them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from engine.diagnostics import Problem, Where
from engine.documents.document import Document, Reference
from engine.effects import Effect
from engine.matching.conditions import And, Condition, Not
from engine.matching.detection import Detection, compile_match
from engine.matching.interpreter import compile_condition
from engine.matching.logsource import read_logsource
from engine.signal import Signal, SignalType
from engine.systems.base import BaseKind
from engine.systems.baseline.check import check
from engine.systems.baseline.migrate import migrate, stateful
from engine.systems.baseline.silence import is_asked
from engine.systems.baseline.spec import DEFAULT_BUDGET, DEFAULT_ZONE, BaselineSpec, alternatives, read_spec
from engine.systems.baseline.state import Baseline
from engine.systems.baseline.step import step
from engine.systems.detection.unheard import check_heard
from engine.systems.exceptions import excepted
from engine.systems.kind import Among, Compiled, Hit, Migrated, Moment, Resolve
from engine.systems.placeholders import list_references, lists_of
from engine.systems.sections import guilds_of, mode_of, section_of
from engine.systems.tuning.knobs import OF_RULES

_MATCH: Final = "match"
_FROM_SETTINGS: Final = ("zone", "budget")
_NOT_RUN: Final = "this baseline does not run"
LATENESS: Final = 5_000
"""Milliseconds that silence waits for signals that are late."""
_EMITS: Final = (SignalType.BASELINE_NOTICED.value, SignalType.ANOMALY_DETECTED.value)


class BaselineKind(BaseKind):
    """Baselines: one state for each of them and server. Their schema is closed throughout.

    What people say of an alert is heard, too, by the baseline that it came from.
    """

    name = "baseline"
    state: ClassVar[type[Baseline]] = Baseline

    def check(self, document: Document) -> Sequence[Problem]:
        """What cannot be measured, or not so."""
        return list(check(document))

    def references(self, document: Document) -> Sequence[Reference]:
        """The lists that its placeholders name."""
        return list(_lists(document).values())

    def knobs(self, body: Mapping[str, Any]) -> Mapping[str, Where]:
        """Those of every rule; and what settings say where the document says nothing."""
        return {**OF_RULES, **{name: (name,) for name in _FROM_SETTINGS if name not in body}}

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        """Make a document that `check` found no error in ready."""
        detection = _read(document, resolve)
        types, _ = read_logsource(document.body.get("logsource"))
        condition = _met(document, None if detection is None else detection.condition)
        spec = read_spec(document, zone=DEFAULT_ZONE, budget=DEFAULT_BUDGET)
        numbers = spec.fields if spec.method in ("value", "confidence") else ()
        return Compiled(
            identity=document.identity,
            kind=self.name,
            id=document.id,
            spec=spec,
            types=types,
            test=None if condition is None else compile_condition(condition),
            condition=condition,
            values=tuple(map(alternatives, spec.by if numbers else (*spec.by, *spec.fields))),
            numbers=numbers,
            guilds=guilds_of(document.body),
            mode=mode_of(document.body),
            own=section_of(document.body, "tocsin").get("own", False),
            lateness=LATENESS if is_asked(spec) else 0,
            span=2 * spec.bucket if is_asked(spec) else 0,
            emits=_EMITS,
            keeps=True,
            is_taught=True,
            cites=False,
        )

    def check_among(self, document: Document, compiled: Compiled, among: Among) -> Iterable[Problem]:
        """What is about signals that nobody sends."""
        return check_heard(document, compiled.types, among.types)

    def step(
        self, spec: BaselineSpec, state: Baseline, signal: Signal, hit: Hit, moment: Moment
    ) -> Sequence[Effect]:
        """Judge, then learn."""
        return step(spec, state, signal, hit, moment)

    def stateful(self, spec: BaselineSpec) -> Sequence[Any]:
        """What is measured; not what is told of it."""
        return stateful(spec)

    def migrate(
        self, old: BaselineSpec | None, new: BaselineSpec, state: Baseline, moment: Moment
    ) -> Migrated:
        """What was learned stays, as far as it means the same."""
        return migrate(old, new, state, moment)


def _lists(document: Document) -> dict[str, Reference]:
    return list_references(document.body.get(_MATCH), (_MATCH,), _NOT_RUN)


def _read(document: Document, resolve: Resolve) -> Detection | None:
    """What the document says of its signals; None where all count."""
    if _MATCH not in document.body:
        return None
    lists = lists_of(document, _lists(document), resolve)
    return compile_match(document.body[_MATCH], lists=lists)[0]


def _met(document: Document, condition: Condition | None) -> Condition | None:
    """What a signal must be to count; None: every one of its types does."""
    passed_over = excepted(document.body)
    asked = [each for each in (condition, None if passed_over is None else Not(passed_over)) if each]
    return And(tuple(asked)) if asked else None
