"""Which documents name which, kept up to date: a document is looked at again when what it names changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from engine.documents.checker import Checker
from engine.documents.document import EVERY, Document, Reference
from engine.documents.names import Names, names_of
from engine.documents.references import Linked, Targets, link

_MOST_ADVISED: Final = 50
"""References that lead nowhere, in all documents: where more do, it is looked for none what was meant.

To look among ten thousand names takes some twenty milliseconds, and all are looked at again with each edit.
"""


class Links:
    """The links of all documents that have an identity, by identity."""

    def __init__(self, kinds: Mapping[str, Checker]) -> None:
        self._kinds = kinds
        self._names = Names()
        self._linked: dict[str, Linked] = {}
        self._documents: dict[str, Document] = {}
        self._asking: dict[str, dict[str, None]] = {}
        self._naming: dict[str, dict[str, None]] = {}
        self._lost: dict[str, int] = {}
        self._crossing: dict[str, None] = {}
        self._broken: str | None = None

    def change(
        self,
        left: Iterable[Document],
        joined: Iterable[Document],
        strangers: tuple[Iterable[Document], Iterable[Document]],
        broken: str | None,
    ) -> dict[str, tuple[Document, Linked]]:
        """Take documents away and put others in, and strangers; what was looked at again comes back."""
        touched: set[str] = set()
        for document in left:
            self._forget(document)
            self._names.take(document)
            touched |= names_of(document)
        for document in strangers[0]:
            self._names.take(document)
            touched |= names_of(document)
        again: dict[str, None] = {}
        for document in joined:
            self._documents[document.identity] = document
            self._names.put(document)
            again[document.identity] = None
            touched |= names_of(document)
        for document in strangers[1]:
            self._names.put(document, is_strange=True)
            touched |= names_of(document)
        for name in touched:
            again.update(self._asking.get(name, ()))
        if touched or broken != self._broken:
            self._broken = broken
            again.update(dict.fromkeys(self._lost))  # what was probably meant may be another now
        linked = {identity: self._link(identity) for identity in again}
        if sum(self._lost.values()) <= _MOST_ADVISED:
            linked |= {
                identity: self._link(identity, advise=True) for identity in again if identity in self._lost
            }
        return {identity: (self._documents[identity], each) for identity, each in linked.items()}

    def document(self, identity: str) -> Document | None:
        """The document that has an identity, if it is one of these."""
        return self._documents.get(identity)

    def targets(self, document: Document) -> Targets:
        """What the references of a document mean."""
        linked = self._linked.get(document.identity)
        return {} if linked is None else linked.targets

    def naming(self, identity: str) -> Iterable[str]:
        """Those that name a document."""
        return self._naming.get(identity, ())

    def crossing(self) -> list[tuple[Document, Reference, Document]]:
        """Links from one pack into another, in the order of reading."""
        sources = sorted((self._documents[each] for each in self._crossing), key=lambda each: each.order)
        return [
            (source, reference, target)
            for source in sources
            for reference, target in self._linked[source.identity].targets.items()
            if source.pack != target.pack
        ]

    def _link(self, identity: str, *, advise: bool = False) -> Linked:
        document = self._documents[identity]
        self._forget(document, for_good=False)
        references = self._kinds[document.kind].references(document)
        if not references:
            return _NOTHING
        broken = self._broken if document.guild is None else None  # what is another guild's is not told
        linked = self._linked[identity] = link(
            document, references, self._kinds, self._names, broken, advise=advise
        )
        for reference in references:
            if reference.name != EVERY:
                self._asking.setdefault(reference.name, {})[identity] = None
        for target in linked.targets.values():
            self._naming.setdefault(target.identity, {})[identity] = None
            if target.pack != document.pack:
                self._crossing[identity] = None
        if linked.lost:
            self._lost[identity] = linked.lost
        return linked

    def _forget(self, document: Document, *, for_good: bool = True) -> None:
        identity = document.identity
        linked = self._linked.pop(identity, None)
        if linked is not None:
            for reference in linked.references:
                _drop(self._asking, reference.name, identity)
            for target in linked.targets.values():
                _drop(self._naming, target.identity, identity)
        self._lost.pop(identity, None)
        self._crossing.pop(identity, None)
        if for_good:
            del self._documents[identity]


def _drop(table: dict[str, dict[str, None]], name: str, identity: str) -> None:
    named = table.get(name)
    if named is not None:
        named.pop(identity, None)
        if not named:
            del table[name]


_NOTHING = Linked((), {}, [])
