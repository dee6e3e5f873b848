"""The documents that a signal can meet of itself, in indexes: one for all that name the same types.

Which types are the same is asked once a type, so a signal is held against few indexes, mostly one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from engine.matching.candidates import Candidates
from engine.matching.index import Entry, Index
from engine.systems.kind import Compiled

_MOST_CHANGED: Final = 0.25
"""A share of the documents; when more have changed, all are arranged anew."""

Types = tuple[str, ...]
"""The patterns of the types that a document is about."""


class Shelves:
    """Documents by the types they are about. Of those `before` only what changed is arranged anew."""

    def __init__(self, documents: Iterable[Compiled], before: Shelves | None = None) -> None:
        self._documents: dict[Types, dict[str, Compiled]] = {}
        for each in documents:
            if each.types:
                self._documents.setdefault(each.types, {})[each.identity] = each
        self._indexes = {
            types: _index(shelf, None if before is None else before.standing(types))
            for types, shelf in self._documents.items()
        }
        self._by_type = self._arranged()

    def of(self, signal_type: str) -> tuple[Index, ...]:
        """The indexes whose documents are about signals of this type."""
        return self._by_type.of(signal_type)

    @property
    def is_crowded(self) -> bool:
        """Whether so much has changed since a shelf was arranged that `tidy` is worth its time."""
        return any(index.is_crowded for index in self._indexes.values())

    def tidy(self) -> None:
        """Arrange crowded shelves anew, which changes no answer. May run in a thread beside the loop."""
        for types, index in self._indexes.items():
            if index.is_crowded:
                self._indexes[types] = index.merged()
        self._by_type = self._arranged()

    def _arranged(self) -> Candidates[Index]:
        return Candidates((index, types) for types, index in self._indexes.items())

    def standing(self, types: Types) -> tuple[Mapping[str, Compiled], Index] | None:
        """What stands on a shelf."""
        return (self._documents[types], self._indexes[types]) if types in self._documents else None


def _index(shelf: Mapping[str, Compiled], before: tuple[Mapping[str, Compiled], Index] | None) -> Index:
    if before is None:
        return Index.of(map(_entry, shelf.values()))
    documents, index = before
    removed = [identity for identity in documents if identity not in shelf]
    changed = [each for identity, each in shelf.items() if not _is_same(documents.get(identity), each)]
    if len(removed) + len(changed) > _MOST_CHANGED * len(shelf):
        return Index.of(map(_entry, shelf.values()))
    if not removed and not changed:
        return index
    return index.changed([*removed, *(each.identity for each in changed)], map(_entry, changed))


def _is_same(old: Compiled | None, new: Compiled) -> bool:
    """Whether the two are met by the same signals."""
    return old is new or (old is not None and bool(old.behaviour) and old.behaviour == new.behaviour)


def _entry(document: Compiled) -> Entry:
    return Entry(document.identity, document.condition, document.test, document.guilds)
