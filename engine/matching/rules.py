"""Rules as a library: parsed documents in, ids of what matches out. The bot itself uses the rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from engine.diagnostics import Diagnostic, Problem
from engine.diagnostics.codes import CODES
from engine.errors import RulesError
from engine.matching.beside import Beside, kind_of
from engine.matching.detection import Detection, compile_detection
from engine.matching.event import Event
from engine.matching.index import Entry, Index
from engine.matching.interpreter import Explanation

NOT_A_DOCUMENT: Final = "TOC317"
DUPLICATE_ID: Final = "TOC318"
_PATH: Final = "<document "


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
    """Compile the detections among parsed documents, with the lists and filters that stand beside them.

    Correlations and documents of other kinds are ignored, as are empty ones.

    The identity of a detection is its `id`, else its `name`, else its position in
    `documents`, from 0, as text. Errors raise `RulesError` with all `diagnostics`, whose
    path is `<document 3>` for `documents[3]`; where it stood in a file is not known here, so
    line and column are 0 and the message begins with the path of keys.
    """
    beside = Beside()
    rules: dict[str, Rule] = {}
    found: list[Diagnostic] = []
    numbered = [(position, each) for position, each in enumerate(documents) if each is not None]
    for position, document in numbered:
        found += [_located(position, problem) for problem in _add(beside, document)]
    for position, document in numbered:
        found += [_located(position, problem) for problem in beside.missing(document)]
        rule, problems = _compile_rule(position, document, beside)
        if rule is not None and rule.id in rules:
            problems = [*problems, Problem(DUPLICATE_ID, _id_place(document), f"`{rule.id}` is taken")]
        elif rule is not None:
            rules[rule.id] = rule
        found += [_located(position, problem) for problem in problems]
    found.sort(key=lambda each: int(each.path[len(_PATH) : -1]))
    if any(diagnostic.severity == "error" for diagnostic in found):
        raise RulesError(found)
    return Matcher(rules.values(), found)


def _add(beside: Beside, document: Any) -> list[Problem]:
    """Take in a list or a filter, and say what is no document at all."""
    if not isinstance(document, Mapping):
        return [Problem(NOT_A_DOCUMENT, (), "a document is a mapping")]
    return beside.add(document)


def _compile_rule(position: int, document: Any, beside: Beside) -> tuple[Rule | None, list[Problem]]:
    if not isinstance(document, Mapping) or kind_of(document) != "detection":
        return None, []
    detection, problems = compile_detection(document, beside.values_of, beside.filters_on(document))
    if detection is None:
        return None, problems
    return Rule(identity(position, document), detection), problems


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
        path=f"{_PATH}{position}>",
        line=0,
        column=0,
        code=problem.code,
        severity=CODES[problem.code].level,
        message=f"{path}: {problem.message}" if path else problem.message,
        help=problem.help,
    )
