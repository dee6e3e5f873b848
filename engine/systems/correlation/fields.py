"""The fields that a correlation reads of its rules: each must be there in what one of them is hit by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from engine.diagnostics import Problem, Where
from engine.documents.document import Document, Reference
from engine.matching.checks.fields import check_field
from engine.matching.checks.vocabulary import Vocabulary, emitted, joined, vocabulary_of
from engine.matching.logsource import read_logsource
from engine.signal import SignalType
from engine.systems.correlation.spec import as_list
from engine.systems.sections import section_of

_SECTION: Final = "correlation"
_DETECTION: Final = "detection"
_Targets = Sequence[tuple[Reference, Document]]


def check_fields_of_rules(document: Document, targets: _Targets) -> list[Problem]:
    """Fields to group by and to count that no rule's signals have; of an alias each rule's own."""
    section = section_of(document.body, _SECTION)
    aliases = section_of(section, "aliases")
    vocabularies = {reference.name: _vocabulary(target) for reference, target in targets}
    problems = list(_of_aliases(aliases, vocabularies))
    known = [each for each in vocabularies.values() if each is not None]
    if len(known) == len(vocabularies):  # else one of the rules is about alerts from outside
        vocabulary = joined(known)
        for name, where in _named(section):
            if name not in aliases:
                problems += check_field(name, vocabulary, where)
    return problems


def _named(section: Mapping[str, Any]) -> Iterator[tuple[str, Where]]:
    """The fields of `group-by` and of the condition, and where each stands."""
    condition = section_of(section, "condition")
    for where, value in (
        ((_SECTION, "group-by"), section.get("group-by")),
        ((_SECTION, "condition", "field"), condition.get("field")),
    ):
        for n, name in enumerate(as_list(value)):
            if isinstance(name, str):
                yield name, (*where, n) if isinstance(value, list) else where


def _of_aliases(
    aliases: Mapping[str, Any], vocabularies: Mapping[str, Vocabulary | None]
) -> Iterator[Problem]:
    for alias in aliases:
        for rule, name in section_of(aliases, alias).items():
            vocabulary = vocabularies.get(rule)
            if vocabulary is not None and isinstance(name, str):
                yield from check_field(name, vocabulary, (_SECTION, "aliases", alias, rule))


def _vocabulary(rule: Document) -> Vocabulary | None:
    """What the signals hold that hit a rule, or that a correlation emits."""
    if rule.kind == _DETECTION:
        return vocabulary_of(read_logsource(rule.body.get("logsource"))[0])
    emit = section_of(rule.body, "tocsin").get("emit", SignalType.THREAT_DETECTED.value)
    return emitted(str(emit))
