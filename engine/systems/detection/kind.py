"""The kind `detection`: its checks and step, as the registry of kinds wants them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from engine.diagnostics import Problem, Where
from engine.documents.document import Document, Reference
from engine.effects import Effect
from engine.matching import compile_detection
from engine.matching.checks.vocabulary import vocabulary_of
from engine.matching.condition_parser import TOO_LARGE
from engine.matching.detection import Detection
from engine.matching.logsource import read_logsource
from engine.signal import Signal
from engine.systems.base import BaseKind
from engine.systems.detection.plain import check_plain
from engine.systems.detection.readings import Readings
from engine.systems.detection.step import step
from engine.systems.detection.unheard import check_heard
from engine.systems.emission import Emission, check_emit, read_emission
from engine.systems.exceptions import check_exceptions, exceptions_of
from engine.systems.kind import Among, Compiled, Hit, Moment, Resolve
from engine.systems.placeholders import list_references, lists_of
from engine.systems.review import check_unbounded, review, review_of_emitted
from engine.systems.sections import guilds_of, mode_of, section_of
from engine.systems.tuning.knobs import OF_RULES
from engine.systems.unsupported import check_supported

_SECTION: Final = "detection"
_NOT_RUN: Final = "this rule does not run"


class DetectionKind(BaseKind):
    """Sigma detections: stateless, hit once by each signal that meets their condition.

    Their schema is open at the top, where Sigma lets people add keys; `tocsin` is closed.
    """

    name = "detection"

    def __init__(self) -> None:
        self._readings = Readings()

    def check(self, document: Document) -> Sequence[Problem]:
        """What the condition, the log source and the emitted type have wrong, and what is not done yet."""
        detection, problems = compile_detection(document.body)
        if any(problem.code == TOO_LARGE for problem in problems):  # a closer look would cost as much again
            return problems
        if detection is not None:
            self._readings.keep(document, detection)
        condition = None if detection is None else detection.condition
        return [
            *problems,
            *review(document, condition),
            *check_emit(document.body),
            *check_supported(document.body),
            *check_exceptions(
                document.body, vocabulary_of(read_logsource(document.body.get("logsource"))[0])
            ),
        ]

    def knobs(self, body: Mapping[str, Any]) -> Mapping[str, Where]:
        """Those of every rule."""
        del body
        return OF_RULES

    def references(self, document: Document) -> Sequence[Reference]:
        """The lists that its placeholders name."""
        return list(_lists(document).values())

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        """Make a document that `check` found no error in ready, with its lists and the filters put on it."""
        detection, problems = self._read(document, resolve)
        emission = read_emission(document)
        return Compiled(
            identity=document.identity,
            kind=self.name,
            id=document.id,
            spec=emission,
            types=() if detection is None else detection.types,
            test=None if detection is None else detection.test,
            condition=None if detection is None else detection.condition,
            guilds=guilds_of(document.body),
            mode=mode_of(document.body),
            own=section_of(document.body, "tocsin").get("own", False),
            emits=(emission.type,),
            problems=tuple(problem for problem in problems if detection is None),
        )

    def _read(self, document: Document, resolve: Resolve) -> tuple[Detection | None, list[Problem]]:
        """What the document says with its lists and filters; without any that is what `check` has read."""
        filters = [each.spec for each in resolve.changing(document) if each.spec is not None]
        filters += exceptions_of(document.body)
        lists = _lists(document)
        kept = self._readings.take(document)
        if kept is not None and not filters and not lists:
            return kept, []
        return compile_detection(document.body, lists_of(document, lists, resolve), filters)

    def check_among(self, document: Document, compiled: Compiled, among: Among) -> Iterable[Problem]:
        """What is about signals that nobody sends, asks for fields that they lack, or asks for nothing."""
        yield from check_heard(document, compiled.types, among.types)
        yield from review_of_emitted(document, compiled.types, among.types)
        if compiled.test is not None and compiled.condition is not None and not among.is_muted:
            unbounded = check_unbounded(compiled.condition, compiled.types, compiled.test)
            yield from unbounded or check_plain(compiled.condition, compiled.types)

    def step(self, spec: Emission, state: None, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        """One emitted signal a hit."""
        del state, hit, moment
        return step(spec, signal)


def _lists(document: Document) -> dict[str, Reference]:
    return list_references(document.body.get(_SECTION), (_SECTION,), _NOT_RUN)
