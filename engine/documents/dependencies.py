"""Which documents each is compiled from, in both directions. Knows kinds by what `Checker` says of them.

A document is made of those that it names, and of those that change it (a filter changes rules). So
whatever changes a document, adds or removes it, has changed all that is made of it as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from engine.documents.checker import Checker
from engine.documents.document import EVERY, Document, Reference
from engine.documents.references import Targets
from engine.documents.rulebook import Rulebook

_Edges = dict[str, dict[str, None]]


class Dependencies:
    """The graph of good documents, by identity. `targets` says what the references of one mean."""

    def __init__(self, kinds: Mapping[str, Checker], targets: Callable[[Document], Targets]) -> None:
        self._kinds = kinds
        self._targets = targets
        self._documents: dict[str, Document] = {}
        self._by_kind: dict[str, dict[str, Document]] = {}
        self._naming: _Edges = {}
        self._named: _Edges = {}
        self._changed: _Edges = {}
        self._changing: _Edges = {}
        self._changers: dict[str, _Changer] = {}

    @classmethod
    def of(cls, rulebook: Rulebook, kinds: Mapping[str, Checker]) -> Dependencies:
        """The graph of one rulebook."""
        found = cls(kinds, lambda document: targets_in(rulebook, document, kinds))
        for document in rulebook.documents:
            found.put(document)
        return found

    def document(self, identity: str) -> Document | None:
        """The document of that identity, if it was taken in."""
        return self._documents.get(identity)

    def put(self, document: Document) -> None:
        """Take a document in."""
        identity = document.identity
        self._documents[identity] = document
        self._by_kind.setdefault(document.kind, {})[identity] = document
        for reference, target in self._targets(document).items():
            if not reference.changes:
                _put(self._named, identity, target.identity)
                _put(self._naming, target.identity, identity)
        for changer in self._changers.values():
            if document.kind in changer.kinds or identity in changer.named:
                self._change(changer.document, document)
        changing = [each for each in self._kinds[document.kind].references(document) if each.changes]
        if changing:
            self._changers[identity] = changer = self._changer(document, changing)
            for changed in self._reach(changer):
                self._change(document, changed)

    def take(self, document: Document) -> None:
        """Let go of a document."""
        identity = document.identity
        del self._documents[identity], self._by_kind[document.kind][identity]
        self._changers.pop(identity, None)
        for edges, back in (
            (self._named, self._naming),
            (self._changing, self._changed),
            (self._changed, self._changing),
        ):
            for other in edges.pop(identity, ()):
                back[other].pop(identity, None)

    def made_of(self, document: Document) -> list[Document]:
        """What its compiled form is made of directly: what it names, then what changes it."""
        return self.named(document) + self.changing(document)

    def named(self, document: Document) -> list[Document]:
        """What it names to be made of it, as far as that is there."""
        named = self._named.get(document.identity, ())
        return [self._documents[each] for each in named if each in self._documents]

    def makes(self, document: Document) -> list[Document]:
        """What is made of it directly."""
        return [self._documents[each] for each in self.above(document.identity)]

    def above(self, identity: str) -> Iterator[str]:
        """The identities of those that are made directly of a document, which need not be there."""
        yield from self._naming.get(identity, ())
        yield from self._changed.get(identity, ())

    def changing(self, document: Document) -> list[Document]:
        """What changes it without being named by it, in the order of the rulebook."""
        found = [self._documents[each] for each in self._changing.get(document.identity, ())]
        return sorted(found, key=lambda each: (each.kind, each.pack, each.id))

    def affected(self, identities: Iterable[str]) -> set[str]:
        """These and all that is made of them, directly or not: what a change of them compiles anew."""
        reached: set[str] = set()
        waiting = list(identities)
        while waiting:
            identity = waiting.pop()
            if identity not in reached:
                reached.add(identity)
                waiting += self.above(identity)
        return reached

    def _change(self, changer: Document, document: Document) -> None:
        if changer.guild is not None and document.guild not in (None, changer.guild):
            return
        if self._kinds[changer.kind].changes(changer, document):
            _put(self._changed, changer.identity, document.identity)
            _put(self._changing, document.identity, changer.identity)

    def _changer(self, document: Document, references: Iterable[Reference]) -> _Changer:
        kinds = {kind for each in references if each.name == EVERY for kind in each.kinds}
        targets = self._targets(document).items()
        return _Changer(document, kinds, {each.identity for reference, each in targets if reference.changes})

    def _reach(self, changer: _Changer) -> list[Document]:
        """Those that a document names to change them."""
        every = [each for kind in changer.kinds for each in self._by_kind.get(kind, {}).values()]
        return every + [self._documents[each] for each in changer.named if each in self._documents]


class _Changer(msgspec.Struct):
    """A document that changes others: all of some kinds, and those of these identities."""

    document: Document
    kinds: set[str]
    named: set[str]


def targets_in(rulebook: Rulebook, document: Document, kinds: Mapping[str, Checker]) -> Targets:
    """What the references of a document mean in a rulebook."""
    found = ((each, rulebook.resolve(document, each)) for each in kinds[document.kind].references(document))
    return {reference: target for reference, target in found if target is not None}


def _put(edges: _Edges, start: str, end: str) -> None:
    edges.setdefault(start, {})[end] = None
