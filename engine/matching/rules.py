"""Rules as a library: parsed documents in, ids of what matches out. The bot itself uses the rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from engine.diagnostics import Diagnostic, Problem
from engine.diagnostics.codes import CODES
from engine.errors import RulesError
from engine.matching.detection import Detection, compile_detection
from engine.matching.event import Event
from engine.matching.index import Entry, Index
from engine.matching.interpreter import Explanation

NOT_A_DOCUMENT: Final = "TOC317"
DUPLICATE_ID: Final = "TOC318"
NOT_SUPPORTED: Final = "TOC320"
_WITHOUT_FILTER: Final = "exclude in the detection itself: `condition: selection and not known`"


class Rule(msgspec.Struct, frozen=True):
    """A compiled detection under its identity."""

    id: str
    detection: Detection


class Matcher:
    """Detections in document order. `warnings` are what `compile_rules` found and let pass."""

    def __init__(self, rules: Iterable[Rule], warnings: Iterable[Diagnostic] = ()) -> None:
        self._rules = {rule.id: rule.detection for rule in rules}
        self._rank = {rule_id: rank for rank, rule_id in enumerate(self._rules)}
        self._index = Index.of(
            Entry(rule_id, detection.condition, detection.test) for rule_id, detection in self._rules.items()
        )
        self.warnings = list(warnings)

    def match(self, event: Mapping[str, Any]) -> list[str]:
        """Ids of the detections that an event meets, in document order. Log sources are not considered."""
        met = self._index.match(Event(event))
        return sorted(met, key=self._rank.__getitem__) if len(met) > 1 else met

    def explain(self, rule_id: str, event: Mapping[str, Any]) -> Explanation:
        """Each condition of a rule with the value it saw. KeyError for an unknown id."""
        return self._rules[rule_id].explain(event)


def compile_rules(documents: Iterable[Any]) -> Matcher:
    """Compile the detections among parsed documents.

    Correlations and documents of other kinds are ignored, as are empty ones; a filter, which
    would change what a detection means, is an error.

    The identity of a detection is its `id`, else its `name`, else its position in
    `documents`, from 0, as text. Errors raise `RulesError` with all `diagnostics`, whose
    path is `<document 3>` for `documents[3]`; where it stood in a file is not known here, so
    line and column are 0 and the message begins with the path of keys.
    """
    rules: dict[str, Rule] = {}
    found: list[Diagnostic] = []
    for position, document in enumerate(documents):
        if document is None:
            continue
        rule, problems = _compile_rule(position, document)
        if rule is not None and rule.id in rules:
            problems = [*problems, Problem(DUPLICATE_ID, _id_place(document), f"`{rule.id}` is taken")]
        elif rule is not None:
            rules[rule.id] = rule
        found += [_located(position, problem) for problem in problems]
    if any(diagnostic.severity == "error" for diagnostic in found):
        raise RulesError(found)
    return Matcher(rules.values(), found)


def _compile_rule(position: int, document: Any) -> tuple[Rule | None, list[Problem]]:
    if not isinstance(document, Mapping):
        return None, [Problem(NOT_A_DOCUMENT, (), "a document is a mapping")]
    if "filter" in document and "kind" not in document:
        message = "filters are not supported yet"
        return None, [Problem(NOT_SUPPORTED, ("filter",), message, on="key", help=_WITHOUT_FILTER)]
    if "detection" not in document:
        return None, []
    detection, problems = compile_detection(document)
    return None if detection is None else Rule(identity(position, document), detection), problems


def identity(position: int, document: Mapping[str, Any]) -> str:
    """What names a detection: `id`, `name` or position, as text."""
    for key in ("id", "name"):
        if document.get(key) is not None:
            return str(document[key])
    return str(position)


def _id_place(document: Mapping[str, Any]) -> tuple[str, ...]:
    return next(((key,) for key in ("id", "name") if document.get(key) is not None), ())


def _located(position: int, problem: Problem) -> Diagnostic:
    path = ".".join(map(str, problem.where))
    return Diagnostic(
        path=f"<document {position}>",
        line=0,
        column=0,
        code=problem.code,
        severity=CODES[problem.code].level,
        message=f"{path}: {problem.message}" if path else problem.message,
        help=problem.help,
    )
