"""A rulebook's documents made ready, in the order of kinds. Knows nothing of the loop that runs them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.documents.dependencies import Dependencies
from engine.documents.document import Document, Reference
from engine.documents.rulebook import Rulebook
from engine.systems.kind import Compiled, Kind
from engine.systems.meaning import with_meaning


def compile_all(rulebook: Rulebook, kinds: Mapping[str, Kind]) -> list[Compiled]:
    """Compile each document once; what a document is made of is compiled when it is asked for."""
    compiling = _Compiling(rulebook, kinds)
    rank = {name: place for place, name in enumerate(kinds)}
    return [
        compiling.compiled(document)
        for document in sorted(rulebook.documents, key=lambda each: rank[each.kind])
    ]


class _Compiling:
    """The `Resolve` of one rulebook."""

    def __init__(self, rulebook: Rulebook, kinds: Mapping[str, Kind]) -> None:
        self._rulebook = rulebook
        self._kinds = kinds
        self._dependencies = Dependencies(rulebook, kinds)
        self._done: dict[str, Compiled] = {}

    def __call__(self, source: Document, reference: Reference) -> Compiled | None:
        target = self._rulebook.resolve(source, reference)
        return None if target is None else self.compiled(target)

    def changing(self, document: Document) -> list[Compiled]:
        return [self.compiled(each) for each in self._dependencies.changing(document)]

    def compiled(self, document: Document) -> Compiled:
        if document.identity not in self._done:
            kind = self._kinds[document.kind]
            below = [self.compiled(each) for each in self._dependencies.made_of(document)]
            self._done[document.identity] = with_meaning(document, kind.compile(document, self), kind, below)
        return self._done[document.identity]
