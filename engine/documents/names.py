"""Documents by the names that refer to them: what a reference means, and what else it could mean."""

from __future__ import annotations

from collections.abc import Iterable

from engine.documents.document import Document


class Names:
    """Finds documents by id or name; those of the referring document's own pack come before any other."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._named: dict[str, list[Document]] = {}
        for document in documents:
            for name in sorted({document.id, str(document.body.get("name", document.id))}):
                self._named.setdefault(name, []).append(document)

    def meant(self, pack: str, name: str) -> list[Document]:
        """All documents that a name can mean in a pack, in the order given; more than one is ambiguous."""
        found = self._named.get(name, [])
        return [document for document in found if document.pack == pack] or found

    def known(self) -> Iterable[str]:
        """Every name."""
        return self._named
