"""The documents that a signal can meet of itself, in indexes: one for all that name the same types.

Which types are the same is asked once a type, so a signal is held against few indexes, mostly one. Documents
whose conditions ask for the type as well stand apart, so that types which none of them can meet pass them by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import starmap
from typing import Final

from engine.matching.candidates import Candidates
from engine.matching.index import Entry, Index
from engine.matching.narrowing import asks_of, can_hold
from engine.runtime.register import variant_key
from engine.systems.kind import Compiled

_MOST_CHANGED: Final = 0.25
"""A share of the documents; when more have changed, all are arranged anew."""

_MOST_ASKED: Final = 64
"""Documents of an index that are asked whether they can meet a type; of more nearly always one can."""
_TYPE: Final = "type"

Shelf = tuple[tuple[str, ...], bool]
"""The patterns of the types that documents are about, and whether their conditions ask for the type."""


class Indexes:
    """Documents by the types they are about.

    `says_type`: the field `type` of every signal says its type, as of all but those with foreign fields.
    """

    def __init__(self, documents: Iterable[Compiled], *, says_type: bool = True) -> None:
        self._says_type = says_type
        self._documents: dict[Shelf, dict[str, Compiled]] = {}
        for each in documents:
            for key, met in _met(each):
                self._documents.setdefault(_shelf(met), {})[key] = met
        self._indexes = {shelf: _index(alike) for shelf, alike in self._documents.items()}
        self._by_type = self._arranged()

    def changed(self, gone: Iterable[Compiled], come: Iterable[Compiled]) -> Indexes:
        """Without some documents and with others; only what changed is arranged anew."""
        after = Indexes((), says_type=self._says_type)
        after._documents, after._indexes = self._documents.copy(), self._indexes.copy()
        for shelf, (left, joined) in _by_shelf(gone, come).items():
            alike = {**self._documents.get(shelf, {})}
            for key in left:
                del alike[key]
            alike |= joined
            after._put(shelf, alike, left, joined)
        after._by_type = after._arranged()
        return after

    def _put(
        self, shelf: Shelf, alike: dict[str, Compiled], left: dict[str, Compiled], joined: dict[str, Compiled]
    ) -> None:
        if not alike:
            del self._documents[shelf], self._indexes[shelf]
            return
        self._documents[shelf] = alike
        before = self._indexes.get(shelf)
        if before is None or len(left) + len(joined) > _MOST_CHANGED * len(alike):
            self._indexes[shelf] = _index(alike)
            return
        were = left.copy()
        fresh = {key: each for key, each in joined.items() if not _is_same(were.pop(key, None), each)}
        if were or fresh:
            self._indexes[shelf] = before.changed([*were, *fresh], starmap(_entry, fresh.items()))

    def of(self, signal_type: str) -> tuple[Index, ...]:
        """The indexes whose documents are about signals of this type."""
        return self._by_type.of(signal_type)

    @property
    def is_crowded(self) -> bool:
        """Whether so much has changed since an index was arranged that `tidy` is worth its time."""
        return any(index.is_crowded for index in self._indexes.values())

    def tidy(self) -> None:
        """Arrange crowded indexes anew, which changes no answer. May run in a thread beside the loop."""
        for shelf, index in self._indexes.items():
            if index.is_crowded:
                self._indexes[shelf] = index.merged()
        self._by_type = self._arranged()

    def _arranged(self) -> Candidates[Index]:
        asked = {
            index: self._documents[shelf]
            for shelf, index in self._indexes.items()
            if self._says_type and shelf[1] and len(self._documents[shelf]) <= _MOST_ASKED
        }

        def may_meet(index: Index, signal_type: str) -> bool:
            documents = asked.get(index)
            return documents is None or any(_can_meet(each, signal_type) for each in documents.values())

        items = ((index, types) for (types, _), index in self._indexes.items())
        return Candidates(items, may_meet=may_meet)


def _shelf(document: Compiled) -> Shelf:
    condition = document.condition
    return document.types, condition is not None and asks_of(condition, _TYPE)


def _can_meet(document: Compiled, signal_type: str) -> bool:
    condition = document.condition
    return condition is None or can_hold(condition, _TYPE, signal_type)


def _met(document: Compiled) -> Iterator[tuple[str, Compiled]]:
    """A document and its variants as far as signals meet them, by their keys in an index."""
    if document.types and not document.off:
        yield document.identity, document
    for guild, variant in document.variants.items():
        if variant.types and not variant.off:
            yield variant_key(document, guild), variant


def _by_shelf(
    gone: Iterable[Compiled], come: Iterable[Compiled]
) -> dict[Shelf, tuple[dict[str, Compiled], dict[str, Compiled]]]:
    found: dict[Shelf, tuple[dict[str, Compiled], dict[str, Compiled]]] = {}
    for place, documents in enumerate((gone, come)):
        for each in documents:
            for key, met in _met(each):
                found.setdefault(_shelf(met), ({}, {}))[place][key] = met
    return found


def _index(alike: Mapping[str, Compiled]) -> Index:
    return Index.of(starmap(_entry, alike.items()))


def _is_same(old: Compiled | None, new: Compiled) -> bool:
    """Whether the two are met by the same signals."""
    return old is new or (old is not None and bool(old.behaviour) and old.behaviour == new.behaviour)


def _entry(key: str, document: Compiled) -> Entry:
    return Entry(key, document.condition, document.test, document.guilds)
