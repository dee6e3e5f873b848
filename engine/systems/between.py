"""What only compiled documents show to be wrong, between all of them. Knows no files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from engine.catalogue import shipped
from engine.diagnostics import Problem
from engine.diagnostics.codes import CODES
from engine.documents.document import Document
from engine.documents.draft import Draft
from engine.documents.rulebook import Rulebook
from engine.systems.compiling import compile_all
from engine.systems.detection.review import check_unbounded
from engine.systems.endless import endless
from engine.systems.kind import Compiled, Kind

ENDLESS: Final = "TOC506"

_Found = tuple[Document, Problem]


def check_between(draft: Draft, kinds: Mapping[str, Kind]) -> Mapping[str, Compiled]:
    """Report what is wrong between good documents; what is good in the end comes back compiled."""
    compiled = _compiled(draft, kinds)
    found = list(_between(draft, compiled, kinds))
    while errors := [each for each in found if CODES[each[1].code].level == "error"]:
        _report(draft, errors)
        draft.settle()
        compiled = _compiled(draft, kinds)
        found = list(_between(draft, compiled, kinds))
    _report(draft, found)
    return compiled


def _compiled(draft: Draft, kinds: Mapping[str, Kind]) -> dict[str, Compiled]:
    return {each.identity: each for each in compile_all(Rulebook(draft.good), kinds)}


def _report(draft: Draft, found: Iterable[_Found]) -> None:
    for document, problem in found:
        draft.report(document, problem)


def _between(draft: Draft, compiled: Mapping[str, Compiled], kinds: Mapping[str, Kind]) -> Iterator[_Found]:
    """What is wrong between documents of good packs; those of refused ones are not judged."""
    documents = {document.identity: document for document in draft.good}
    for identity, each in compiled.items():
        for problem in each.problems:
            yield documents[identity], problem
    yield from _endless(documents, tuple(compiled.values()), kinds)
    yield from _unbounded(documents, compiled)
    types = frozenset(shipped().types).union(*(each.emits for each in compiled.values()))
    for name, kind in kinds.items():
        own = [(each, compiled[identity]) for identity, each in documents.items() if each.kind == name]
        yield from kind.check_together(own, types)


def _unbounded(documents: Mapping[str, Document], compiled: Mapping[str, Compiled]) -> Iterator[_Found]:
    """Detections that nearly every signal hits, and that no correlation takes the place of."""
    muted = {identity for each in compiled.values() for identity in each.mute}
    for identity, each in compiled.items():
        if each.test is not None and identity not in muted:
            for problem in check_unbounded(documents[identity].body, each.types, each.test):
                yield documents[identity], problem


def _endless(
    documents: Mapping[str, Document], compiled: Sequence[Compiled], kinds: Mapping[str, Kind]
) -> Iterator[_Found]:
    for circle in endless(compiled, kinds):
        document = documents[circle[0]]
        way = " to ".join(f"`{documents[identity].id}`" for identity in (*circle, circle[0]))
        message = f"each of these emits what the next is hit by, without end: {way}"
        advice = "narrow the log source, emit another type, or put a correlation between"
        where = ("tocsin", "emit") if ("tocsin", "emit") in document.marks else ("logsource",)
        yield document, Problem(ENDLESS, where, message, help=advice)
