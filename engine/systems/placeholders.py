"""How any kind of rule comes by the lists that its placeholders name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine.diagnostics import Where
from engine.documents.document import Document, Reference
from engine.matching.lists import Lists, ListValue, placeholders_in
from engine.systems.kind import Resolve

_LIST: Final = ("list",)


def list_references(section: Any, where: Where, without: str) -> dict[str, Reference]:
    """The lists that a part of a document names; `without` says what becomes of it when one is not there."""
    found = placeholders_in(section, where)
    return {name: Reference(place, name, _LIST, without=without) for name, place in found.items()}


def lists_of(document: Document, references: Mapping[str, Reference], resolve: Resolve) -> Lists:
    """Finds the values of the lists that a document names."""

    def values(name: str) -> Sequence[ListValue] | None:
        found = resolve(document, references[name])
        return None if found is None else found.spec

    return values
