"""What the signals of a segment met, packed beside them: which documents, hardly ever more.

A signal stands in a segment if it caused nothing. What it met is nearly always what its neighbours met, so
each different set of hits stands there once, and documents go by the numbers that the store gave them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from engine.signal import Signal
from engine.store.codec import encode, unpack_segment
from engine.store.rows import Row
from engine.systems.kind import Hit, Key

_WITH_HITS: Final = 6
"""The version of the store since which segments have hits."""


class _Coded(msgspec.Struct, array_like=True):
    """How many signals there are; the different `sets` of hits; for each signal which of them is its own,
    `order`, empty if all have the first; and the instants (milliseconds) from which watermarks count, empty
    if they are all `seen`.

    A hit is the number of its document, if that is all there is to say of it; else an array.
    """

    count: int
    sets: list[list[Any]]
    order: list[int]
    bases: list[int]


_coded: Final = msgspec.msgpack.Decoder(_Coded)


def pack_hits(rows: Sequence[Row], number: Callable[[str], int]) -> bytes | None:
    """What the rows of a segment met; None where none met anything. `number` gives a document its own."""
    sets: list[list[Any]] = []
    order: list[int] = []
    last: Sequence[Hit] | None = None
    places: dict[bytes, int] = {}
    for row in rows:
        if row.hits != last:
            last = row.hits
            coded = [_code(hit, row.signal.guild, number) for hit in last]
            place = places.setdefault(encode(coded), len(sets))
            if place == len(sets):
                sets.append(coded)
        order.append(place)
    if sets == [[]]:
        return None
    bases = [row.base if row.hits else row.signal.seen for row in rows]
    is_plain = all(base == row.signal.seen for base, row in zip(bases, rows, strict=True))
    return encode(_Coded(len(rows), sets, order if len(sets) > 1 else [], [] if is_plain else bases))


class Met:
    """What the signals of one segment met, by their places in it; `count` of them, 0 if none met anything."""

    def __init__(self, body: bytes | None, guild: int | None, names: Mapping[int, str]) -> None:
        coded = _Coded(0, [[]], [], []) if body is None else _coded.decode(body)
        self.count = coded.count
        self._sets = [[_decode(each, guild, names) for each in hits] for hits in coded.sets]
        self._order = coded.order
        self._bases = coded.bases

    def of(self, place: int) -> list[Hit]:
        """What one signal met."""
        return self._sets[self._order[place] if self._order else 0]

    def row(self, place: int, signal: Signal) -> Row:
        """The row of one signal."""
        hits = self.of(place)
        if not hits:
            return Row(signal)
        base = self._bases[place] if self._bases else signal.seen
        return Row(signal, list(hits), now=signal.seen, base=base, is_light=True)

    def rows(self, signals: Sequence[Signal]) -> list[Row]:
        """The rows of all its signals."""
        return [self.row(place, signal) for place, signal in enumerate(signals)]

    def names(self, document: str) -> bool:
        """Whether any signal met a document."""
        return any(hit.document == document for hits in self._sets for hit in hits)

    def counts(self, first: int = 0) -> Counter[str]:
        """How many of the signals, from one place on, met each document."""
        found: Counter[str] = Counter()
        sets = Counter(self._order[first:]) if self._order else {0: self.count - first}
        for which, times in sets.items():
            for document in {hit.document for hit in self._sets[which]}:
                found[document] += times
        return found


def rows_of(body: bytes, hits: bytes | None, guild: int | None, names: Mapping[int, str]) -> list[Row]:
    """The rows of a segment, without their text."""
    return Met(hits, guild, names).rows(unpack_segment(body))


class Names:
    """The numbers of documents, as the one writer of a store gives them, in the transaction under way."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._numbers = {document: number for number, document in names(db).items()}

    def number(self, document: str) -> int:
        """That of a document, which may be new."""
        found = self._numbers.get(document)
        if found is None:
            found = self._numbers[document] = len(self._numbers) + 1
            self._db.execute("INSERT INTO names VALUES (?, ?)", (found, document))
        return found


def names(db: sqlite3.Connection) -> dict[int, str]:
    """The documents that segments name, by number; none in a store of before, that is only looked at.

    To be read after the segments, or in one transaction with them: more may come beside.
    """
    if not has_hits(db):
        return {}
    return dict(db.execute("SELECT number, document FROM names"))


def has_hits(db: sqlite3.Connection) -> bool:
    """Whether the segments of a store can have hits."""
    return int(db.execute("PRAGMA user_version").fetchone()[0]) >= _WITH_HITS


def hits_of(db: sqlite3.Connection) -> str:
    """The column of a segment's hits as an expression that any store understands."""
    return "hits" if has_hits(db) else "NULL"


def _code(hit: Hit, guild: int | None, number: Callable[[str], int]) -> Any:
    if hit.key == (guild,) and not hit.rules and hit.value is None:
        return number(hit.document)
    return [number(hit.document), hit.key, hit.rules, hit.value]


def _decode(coded: Any, guild: int | None, names: Mapping[int, str]) -> Hit:
    if isinstance(coded, int):
        return Hit(_name(coded, names), (guild,))
    number, key, rules, value = coded
    return Hit(_name(number, names), _key(key), tuple(rules), value)


def _name(number: int, names: Mapping[int, str]) -> str:
    found = names.get(number)
    if found is None:
        raise sqlite3.DatabaseError(f"the document {number} that a segment names is missing")
    return found


def _key(values: Sequence[Any]) -> Key:
    return tuple(values)
