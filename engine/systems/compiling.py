"""A rulebook's documents made ready, in the order of kinds. Knows nothing of the loop that runs them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.systems.kind import Compiled, Kind


def compile_all(rulebook: Rulebook, kinds: Mapping[str, Kind]) -> list[Compiled]:
    """Compile each document once; what a document refers to is compiled when it is asked for."""
    done: dict[str, Compiled] = {}

    def compiled(document: Document) -> Compiled:
        if document.identity not in done:
            done[document.identity] = kinds[document.kind].compile(document, resolve)
        return done[document.identity]

    def resolve(source: Document, reference: str) -> Compiled | None:
        target = rulebook.resolve(source, reference)
        return None if target is None else compiled(target)

    rank = {name: place for place, name in enumerate(kinds)}
    return [compiled(document) for document in sorted(rulebook.documents, key=lambda each: rank[each.kind])]
