"""What may be wrong with conditions that can be read: by what their signals can hold, and by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from engine.catalogue import shipped
from engine.diagnostics import Problem, Where
from engine.documents.document import Document
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

_DETECTION: Final = "detection"
_CONDITION: Final[Where] = (_DETECTION, "condition")


def review(
    document: Document, condition: Condition | None = None, section: str = _DETECTION
) -> Iterator[Problem]:
    """All that the document alone shows of selections in a section.

    `condition` is None where it cannot be read, or means nothing by itself.
    """
    patterns, _ = read_logsource(document.body.get("logsource"))
    yield from check_all(_subject(document, section, vocabulary_of(patterns), condition))


def review_of_emitted(
    document: Document, patterns: tuple[str, ...], types: Collection[str]
) -> Iterator[Problem]:
    """Fields of a detection over types that documents emit and no catalogue has; `types` are all."""
    if patterns == ANY_TYPE or vocabulary_of(patterns) is not None:
        return
    own = [each for each in types if any(concerns(pattern, each) for pattern in patterns)]
    if own:
        yield from check_fields(_subject(document, _DETECTION, emitted(*sorted(own))))


def review_as(document: Document, type_: str) -> Iterator[Problem]:
    """Fields of a detection that signals of some type lack; nothing for a type of no catalogue."""
    vocabulary = vocabulary_of((type_,))
    if vocabulary is not None:
        yield from check_fields(_subject(document, _DETECTION, vocabulary))


def check_unbounded(condition: Condition, patterns: tuple[str, ...], test: Test) -> list[Problem]:
    """A problem if a detection asks for nothing; `test` spares nearly all of them a second look."""
    types = _types(patterns)
    bare = {"id": "", "type": next(iter(types), ""), "time": 0, "seen": 0}
    return check_everything(condition, types, _CONDITION) if test(Event(bare)) else []


def _types(patterns: tuple[str, ...]) -> tuple[str, ...]:
    vocabulary = vocabulary_of(patterns)
    return tuple(shipped().types) if vocabulary is None else vocabulary.types


def _subject(
    document: Document, name: str, vocabulary: Vocabulary | None, condition: Condition | None = None
) -> Subject:
    section = section_of(document.body, name)
    return Subject(
        where=(name,),
        items=tuple(written_in_section(section, (name,))),
        names=frozenset(section),
        condition=condition,
        vocabulary=vocabulary,
        spellings=document.spellings,
    )
