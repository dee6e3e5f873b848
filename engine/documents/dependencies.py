"""Which documents each is compiled from, in both directions. Knows kinds by what `Checker` says of them.

A document is made of those that it names, and of those that change it (a filter changes rules). So
whatever changes a document, adds or removes it, has changed all that is made of it as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.documents.checker import Checker
from engine.documents.document import EVERY, Document, Reference
from engine.documents.rulebook import Rulebook


class Dependencies:
    """The graph of one rulebook, by identity. Its documents have no errors."""

    def __init__(self, rulebook: Rulebook, kinds: Mapping[str, Checker]) -> None:
        self._documents = {each.identity: each for each in rulebook.documents}
        self._below: dict[str, dict[str, None]] = {}
        self._above: dict[str, dict[str, None]] = {}
        self._changing: dict[str, dict[str, None]] = {}
        for document in rulebook.documents:
            for reference in kinds[document.kind].references(document):
                self._connect(document, reference, rulebook, kinds[document.kind])

    def made_of(self, document: Document) -> list[Document]:
        """What its compiled form is made of directly, whether it names it or is changed by it."""
        return self._found(self._below, document)

    def makes(self, document: Document) -> list[Document]:
        """What is made of it directly."""
        return self._found(self._above, document)

    def changing(self, document: Document) -> list[Document]:
        """What changes it without being named by it, in the order of the rulebook."""
        return self._found(self._changing, document)

    def affected(self, identities: Iterable[str]) -> set[str]:
        """These and all that is made of them, directly or not: what a change of them compiles anew."""
        reached: set[str] = set()
        waiting = list(identities)
        while waiting:
            identity = waiting.pop()
            if identity not in reached:
                reached.add(identity)
                waiting += self._above.get(identity, ())
        return reached

    def _connect(self, document: Document, reference: Reference, rulebook: Rulebook, kind: Checker) -> None:
        if not reference.changes:
            target = rulebook.resolve(document, reference)
            if target is not None:
                self._put(document.identity, target.identity)
            return
        for target in _named(document, reference, rulebook):
            if kind.changes(document, target):
                self._put(target.identity, document.identity)
                self._changing.setdefault(target.identity, {})[document.identity] = None

    def _put(self, above: str, below: str) -> None:
        self._below.setdefault(above, {})[below] = None
        self._above.setdefault(below, {})[above] = None

    def _found(self, edges: Mapping[str, Iterable[str]], document: Document) -> list[Document]:
        return [self._documents[each] for each in edges.get(document.identity, ())]


def _named(source: Document, reference: Reference, rulebook: Rulebook) -> list[Document]:
    if reference.name != EVERY:
        target = rulebook.resolve(source, reference)
        return [] if target is None else [target]
    return [each for each in rulebook.documents if each.kind in reference.kinds]
