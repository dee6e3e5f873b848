"""Documents by the names that refer to them: what a reference means, and what else it could mean."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Collection, Iterable

from engine.documents.document import Document, Order, Reference

_Rank = tuple[bool, Order]


class Names:
    """Finds documents by id or name; those of the referring document's own pack come before any other.

    Documents of a guild's own pack are found from that pack alone. `strangers` are of no known kind, and so
    may be of any. All are found in the order of reading, strangers last.
    """

    def __init__(self, documents: Iterable[Document] = (), strangers: Iterable[Document] = ()) -> None:
        self._named: dict[str, list[Document]] = {}
        self._strange: set[int] = set()
        self._packs: Counter[str] = Counter()
        for document in documents:
            self._packs[document.pack] += 1
            for name in names_of(document):
                self._named.setdefault(name, []).append(document)
        for document in strangers:
            self.put(document, is_strange=True)

    def put(self, document: Document, *, is_strange: bool = False) -> None:
        """Take a document in."""
        if is_strange:
            self._strange.add(id(document))
        self._packs[document.pack] += 1
        for name in names_of(document):
            insort(self._named.setdefault(name, []), document, key=self._rank)

    def take(self, document: Document) -> None:
        """Let go of a document."""
        self._packs[document.pack] -= 1
        for name in names_of(document):
            named = [each for each in self._named[name] if each is not document]
            if named:
                self._named[name] = named
            else:
                del self._named[name]
        self._strange.discard(id(document))

    def meant(self, pack: str, reference: Reference) -> list[Document]:
        """All documents that a reference in a pack can mean, in order; more than one is ambiguous."""
        found = [each for each in self.named(pack, reference.name) if self._is_of(each, reference.kinds)]
        if reference.pack:
            return [document for document in found if document.pack == reference.pack]
        return [document for document in found if document.pack == pack] or found

    def has(self, pack: str) -> bool:
        """Whether any document of a pack is there."""
        return self._packs[pack] > 0

    def named(self, pack: str, name: str) -> list[Document]:
        """All documents of a name that a pack can mean, of whatever kind, in order."""
        return [each for each in self._named.get(name, ()) if _is_seen(each, pack)]

    def known(self, pack: str, kinds: Collection[str] = ()) -> list[str]:
        """Every name that a pack can use, or those of documents of some kinds, sorted."""
        return sorted(
            name
            for name, named in self._named.items()
            if any(self._is_of(each, kinds) and _is_seen(each, pack) for each in named)
        )

    def _is_of(self, document: Document, kinds: Collection[str]) -> bool:
        return not kinds or document.kind in kinds or id(document) in self._strange

    def _rank(self, document: Document) -> _Rank:
        return id(document) in self._strange, document.order


def _is_seen(document: Document, pack: str) -> bool:
    return document.guild is None or document.pack == pack


def names_of(document: Document) -> set[str]:
    """By what other documents refer to it."""
    return {document.id, str(document.body.get("name", document.id))}
