"""Documents by the names that refer to them: what a reference means, and what else it could mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine.documents.document import Document, Reference


class Names:
    """Finds documents by id or name; those of the referring document's own pack come before any other.

    `strangers` are of no known kind, and so may be of any.
    """

    def __init__(self, documents: Iterable[Document], strangers: Collection[Document] = ()) -> None:
        self._named: dict[str, list[Document]] = {}
        self._strange = {id(each) for each in strangers}
        for document in (*documents, *strangers):
            for name in sorted({document.id, str(document.body.get("name", document.id))}):
                self._named.setdefault(name, []).append(document)

    def meant(self, pack: str, reference: Reference) -> list[Document]:
        """All documents that a reference in a pack can mean, in order; more than one is ambiguous."""
        named = self._named.get(reference.name, [])
        found = [each for each in named if self._is_of(each, reference.kinds)]
        return [document for document in found if document.pack == pack] or found

    def known(self, kinds: Collection[str] = ()) -> Iterable[str]:
        """Every name, or those of documents of some kinds."""
        return [
            name for name, named in self._named.items() if any(self._is_of(each, kinds) for each in named)
        ]

    def _is_of(self, document: Document, kinds: Collection[str]) -> bool:
        return not kinds or document.kind in kinds or id(document) in self._strange
