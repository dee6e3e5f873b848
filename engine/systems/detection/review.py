"""What may be wrong with a detection that can be read: by what its signals can hold, and by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from engine.catalogue import shipped
from engine.diagnostics import Problem, Where
from engine.documents.document import Document
from engine.matching import compile_detection
from engine.matching.candidates import concerns
from engine.matching.checks import check_all
from engine.matching.checks.everything import check_everything
from engine.matching.checks.fields import check_fields
from engine.matching.checks.subject import Subject
from engine.matching.checks.vocabulary import Vocabulary, emitted, vocabulary_of
from engine.matching.checks.written import written_in_section
from engine.matching.conditions import Condition
from engine.matching.event import Event, Test
from engine.matching.logsource import ANY_TYPE, read_logsource
from engine.systems.sections import section_of

_SECTION: Final[Where] = ("detection",)
_CONDITION: Final[Where] = ("detection", "condition")


def review(document: Document, condition: Condition | None) -> Iterator[Problem]:
    """All that the document alone shows. `condition` is None where it cannot be read."""
    patterns, _ = read_logsource(document.body.get("logsource"))
    yield from check_all(_subject(document, vocabulary_of(patterns), condition))


def review_of_emitted(
    document: Document, patterns: tuple[str, ...], types: Collection[str]
) -> Iterator[Problem]:
    """Fields of a detection over types that documents emit and no catalogue has; `types` are all."""
    if patterns == ANY_TYPE or vocabulary_of(patterns) is not None:
        return
    own = [each for each in types if any(concerns(pattern, each) for pattern in patterns)]
    if own:
        yield from check_fields(_subject(document, emitted(*sorted(own)), None))


def check_unbounded(body: Mapping[str, Any], patterns: tuple[str, ...], test: Test) -> list[Problem]:
    """A problem if a detection asks for nothing; `test` spares nearly all of them a second look."""
    types = _types(patterns)
    bare = {"id": "", "type": next(iter(types), ""), "time": 0, "seen": 0}
    if not test(Event(bare)):
        return []
    detection, _ = compile_detection(body)
    return [] if detection is None else check_everything(detection.condition, types, _CONDITION)


def _types(patterns: tuple[str, ...]) -> tuple[str, ...]:
    vocabulary = vocabulary_of(patterns)
    return tuple(shipped().types) if vocabulary is None else vocabulary.types


def _subject(document: Document, vocabulary: Vocabulary | None, condition: Condition | None) -> Subject:
    section = section_of(document.body, "detection")
    return Subject(
        where=_SECTION,
        items=tuple(written_in_section(section, _SECTION)),
        names=frozenset(section),
        condition=condition,
        vocabulary=vocabulary,
        spellings=document.spellings,
    )
